/** Changes of the systems served, and their releases. */

import { answer, api } from './client'
import { fileForm } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type ChangeState = Schemas['SystemChangeState']
export type ChangeKind = Schemas['SystemChangeKind']
export type ChangeRisk = Schemas['SystemChangeRisk']
export type ChangeUrgency = Schemas['SystemChangeUrgency']
export type ChangeStep = Schemas['SystemChangeStep']
export type ChangeDeed = Sent<Schemas['SystemChangeDeed']>
export type ChangeWord = Omit<Sent<Schemas['SystemChangeWord']>, 'confirmed'> & { confirmed: ChangeDeed | null }
export type ChangeDecision = Omit<Sent<Schemas['SystemChangeDecision']>, 'deed' | 'word'> & { deed: ChangeDeed; word: ChangeWord | null }
export type ChangeOutcome = Omit<Sent<Schemas['SystemChangeOutcome']>, 'deed'> & { deed: ChangeDeed }
export type Change = Omit<Sent<Schemas['SystemChange']>, 'submitted' | 'decision' | 'released' | 'outcome'> & { submitted: ChangeDeed | null; decision: ChangeDecision | null; released: ChangeDeed | null; outcome: ChangeOutcome | null }
export type ChangeTest = Sent<Schemas['SystemChangeTest']>
export type ChangeEntry = Sent<Schemas['SystemChangeEntry']>
export type Freeze = Schemas['SystemChangeFreeze']
export type Conflict = Schemas['SystemChangeConflict']
export type StepNow = Sent<Schemas['SystemChangeStepNow']>
export type ChangeDetail = Change & { tests: ChangeTest[]; entries: ChangeEntry[]; files: Schemas['RecordFile'][]; freezes: Freeze[]; conflicts: Conflict[]; steps: StepNow[]; inventory_clause: string | null }
export type Choices = Schemas['SystemChangeChoices']
export type CalendarItem = Change & { conflicts: string[]; frozen: string[] }
export type Calendar = Omit<Schemas['SystemChangeCalendar'], 'items'> & { items: CalendarItem[] }
export type NewChange = Schemas['NewSystemChange']
export type NewTest = Schemas['NewSystemChangeTest']
export type ChangesQuery = NonNullable<operations['system_change_list']['parameters']['query']>

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(change: Change): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id: change.id }, header: { 'If-Match': `"${change.version}"` } } }
}

export function list(query: ChangesQuery): Promise<Page<Change>> {
  return answer(api.GET('/api/v1/changes', { params: { query } }))
}

export function get(id: string): Promise<ChangeDetail> {
  return answer(api.GET('/api/v1/changes/{id}', at(id)))
}

export function choices(contract: string): Promise<Choices> {
  return answer(api.GET('/api/v1/contracts/{id}/changes/choices', at(contract)))
}

export function calendar(contract: string, from: string, to: string): Promise<Calendar> {
  return answer(api.GET('/api/v1/contracts/{id}/changes/calendar', { params: { path: { id: contract }, query: { from, to } } }))
}

export function add(contract: string, body: NewChange): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/contracts/{id}/changes', { ...at(contract), body }))
}

export function edit(change: Change, body: NewChange): Promise<ChangeDetail> {
  return answer(api.PUT('/api/v1/changes/{id}', { ...asRead(change), body }))
}

export function submit(change: Change): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/submit', asRead(change)))
}

export function decide(change: Change, approve: boolean, note: string): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/decide', { ...asRead(change), body: { approve, note } }))
}

export function approveByWord(change: Change, body: { given_by: string; given_at: string; note: string }): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/approve-by-word', { ...asRead(change), body }))
}

export function confirm(change: Change, note: string): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/confirm', { ...asRead(change), body: { note } }))
}

export function test(change: Change, body: NewTest): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/tests', { ...asRead(change), body }))
}

export function release(change: Change, body: { at: string | null; note: string }): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/release', { ...asRead(change), body }))
}

export function verify(change: Change, text: string): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/verify', { ...asRead(change), body: { text } }))
}

export function rollBack(change: Change, reason: string): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/roll-back', { ...asRead(change), body: { reason } }))
}

export function close(change: Change): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/close', asRead(change)))
}

export function withdraw(change: Change, reason: string): Promise<ChangeDetail> {
  return answer(api.POST('/api/v1/changes/{id}/withdraw', { ...asRead(change), body: { reason } }))
}

export function addFile(id: string, part: string, file: File): Promise<unknown> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/changes/{id}/files', { params: { path: { id }, query: { part } }, body: { file: file.name }, bodySerializer: () => form }))
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/changes/files/${id}`
}
