/** The hotline: calls, how long callers waited, phone systems, rosters, return calls. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Call = Sent<Schemas['Call']>
export type CallChannel = Schemas['CallChannel']
export type CallOutcome = Schemas['CallOutcome']
export type NewCall = Schemas['NewCall']
export type CallEdit = Schemas['CallEdit']
export type CallQuery = NonNullable<operations['call_list']['parameters']['query']>

export type WaitsOf = Sent<Schemas['WaitsOf']>
export type WaitTarget = Schemas['WaitTarget']
export type Waits = Omit<Schemas['Waits'], 'days' | 'totals'> & { days: WaitsOf[]; totals: WaitsOf[] }

export type FeedSource = Schemas['FeedSource']
export type NewSource = Schemas['NewSource']
export type SourceWithSecret = Schemas['SourceWithSecret']

export type ShiftDuty = Schemas['ShiftDuty']
export type Shift = Omit<Sent<Schemas['Shift']>, 'handover'> & { handover: Sent<Schemas['ShiftHandover']> | null }
export type NewShift = Schemas['NewShift']
export type ShiftChange = Schemas['ShiftChange']
export type Gap = Schemas['Gap']
export type Required = Sent<Schemas['Required']>
export type SpecialDays = Sent<Schemas['SpecialDays']>
export type SpecialKind = Schemas['SpecialDaysKind']
export type NewSpecialDays = Schemas['NewSpecialDays']
export interface Roster {
  shifts: Shift[]
  gaps: Gap[]
  required: Required[]
}
export type OnCallNow = Omit<Sent<Schemas['OnCallNow']>, 'shift'> & { shift: Shift | null }

export type ReturnCall = Sent<Schemas['ReturnCall']>
export type ReturnState = Schemas['ReturnCallState']
export type ReturnResult = Schemas['ReturnCallResult']
export type FollowUp = Schemas['ReturnCallFollowUp']
export type ReturnQuery = NonNullable<operations['return_call_list']['parameters']['query']>
export type Completed = Schemas['Completed']
export type Satisfaction = Sent<Schemas['Contentment']> & {
  from: string
  to: string
  target: Sent<Schemas['ShareTarget']> | null
  met: boolean | null
  assumed: string[]
  by_month: (Sent<Schemas['Contentment']> & { month: string })[]
  return_calls: Omit<Sent<Schemas['ReturnStanding']>, 'target'> & { target: Sent<Schemas['ShareTarget']> | null }
}

function tag(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}

export const calls = {
  list: (query: CallQuery): Promise<Page<Call>> => answer(api.GET('/api/v1/calls', { params: { query } })),
  get: (id: string): Promise<Call> => answer(api.GET('/api/v1/calls/{id}', { params: { path: { id } } })),
  log: (contract: string, body: NewCall): Promise<Call> => answer(api.POST('/api/v1/contracts/{id}/calls', { params: { path: { id: contract } }, body })),
  edit: (id: string, version: number, body: CallEdit): Promise<Call> => answer(api.PATCH('/api/v1/calls/{id}', { params: { path: { id }, header: tag(version) }, body })),
  link: (id: string, ticket_id: string): Promise<Call> => answer(api.POST('/api/v1/calls/{id}/link', { params: { path: { id } }, body: { ticket_id } })),
  /** The call that a phone system has reported under its own id, if it has. */
  async reported(number: string, external: string): Promise<Call | null> {
    const page = await calls.list({ q: number, limit: 20 })
    return page.items.find((call) => call.external_id === external) ?? null
  },
}

export function waits(contract: string, from: string, to: string): Promise<Waits> {
  return answer(api.GET('/api/v1/hotline/waits', { params: { query: { contract, from, to } } }))
}

export const sources = {
  list: (): Promise<FeedSource[]> => answer(api.GET('/api/v1/hotline/sources')),
  add: (body: NewSource): Promise<SourceWithSecret> => answer(api.POST('/api/v1/hotline/sources', { body })),
  rotate: (id: string): Promise<SourceWithSecret> => answer(api.POST('/api/v1/hotline/sources/{id}/rotate', { params: { path: { id } } })),
  retire: (id: string): Promise<void> => answer(api.DELETE('/api/v1/hotline/sources/{id}', { params: { path: { id } } })),
}

export const roster = {
  get: (contract: string, from: string, to: string): Promise<Roster> => answer(api.GET('/api/v1/contracts/{id}/roster', { params: { path: { id: contract }, query: { from, to } } })),
  onCall: (contract: string): Promise<OnCallNow[]> => answer(api.GET('/api/v1/contracts/{id}/on-call', { params: { path: { id: contract } } })),
  add: async (contract: string, body: NewShift): Promise<Shift[]> => (await answer<{ shifts: Shift[] }>(api.POST('/api/v1/contracts/{id}/shifts', { params: { path: { id: contract } }, body }))).shifts,
  change: (id: string, version: number, body: ShiftChange): Promise<Shift> => answer(api.PATCH('/api/v1/shifts/{id}', { params: { path: { id }, header: tag(version) }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/shifts/{id}', { params: { path: { id } } })),
  handOver: (id: string, note: string): Promise<Shift> => answer(api.POST('/api/v1/shifts/{id}/handover', { params: { path: { id } }, body: { note } })),
  takeOver: (id: string): Promise<Shift> => answer(api.POST('/api/v1/shifts/{id}/handover/confirm', { params: { path: { id } } })),
}

/** Exam days and special periods: the contract wants more staffed on them, and only people know when they are. */
export const specialDays = {
  /** Those that end on `from` or later. */
  list: (contract: string, from: string): Promise<SpecialDays[]> => answer(api.GET('/api/v1/contracts/{id}/special-days', { params: { path: { id: contract }, query: { from } } })),
  add: (contract: string, body: NewSpecialDays): Promise<SpecialDays> => answer(api.POST('/api/v1/contracts/{id}/special-days', { params: { path: { id: contract } }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/special-days/{id}', { params: { path: { id } } })),
}

export const returnCalls = {
  list: (query: ReturnQuery): Promise<Page<ReturnCall>> => answer(api.GET('/api/v1/return-calls', { params: { query } })),
  get: (id: string): Promise<ReturnCall> => answer(api.GET('/api/v1/return-calls/{id}', { params: { path: { id } } })),
  attempt: (id: string, result: ReturnResult, note?: string): Promise<ReturnCall> => answer(api.POST('/api/v1/return-calls/{id}/attempts', { params: { path: { id } }, body: { result, ...(note ? { note } : {}) } })),
  complete: (id: string, body: Completed): Promise<ReturnCall> => answer(api.POST('/api/v1/return-calls/{id}/complete', { params: { path: { id } }, body })),
  waive: (id: string, reason: string): Promise<ReturnCall> => answer(api.POST('/api/v1/return-calls/{id}/waive', { params: { path: { id } }, body: { reason } })),
}

export function satisfaction(contract: string, from: string, to: string): Promise<Satisfaction> {
  return answer(api.GET('/api/v1/contracts/{id}/satisfaction', { params: { path: { id: contract }, query: { from, to } } }))
}
