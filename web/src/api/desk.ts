/** What the desk has beside single tickets: steps, work on many tickets, saved views, reply templates, macros. */

import { problemFrom } from './problem'
import { transport } from './client'
import type { Ticket } from './types'

/** One thing that is done to a ticket, written as data; `do` says what. */
export type Step =
  | { do: 'take' | 'resume' }
  | { do: 'respond' | 'reply' | 'note' | 'work-around' | 'restore'; text: string }
  | { do: 'escalate' | 'refuse' | 'reopen' | 'cancel'; reason: string }
  | { do: 'close'; reason?: string }
  | { do: 'resolve'; solution: string }
  | { do: 'urge'; text?: string }
  | { do: 'assign' | 'watch' | 'unwatch'; person_id: string }
  | { do: 'severity'; case: string; reason: string }
  | { do: 'merge'; into: string }
  | { do: 'link'; other: string; relation: string }
  | { do: 'check-in'; latitude?: number; longitude?: number; accuracy?: number; note?: string }
  | { do: 'pause'; reason: string; evidence: string; agreed_by: string }
  | { do: 'accept'; satisfaction: number; comment?: string }

export type StepName = Step['do']

export interface BulkResult {
  id: string
  number: string | null
  ok: boolean
  code?: string
  detail?: string
  /** Which of the steps was refused, from 0. */
  step?: number
}

export type ViewFilters = Partial<Record<'contract' | 'state' | 'case' | 'kind' | 'assignee' | 'alarm' | 'work' | 'q' | 'due_before' | 'sort', string>>

export interface SavedView {
  id: string
  name: string
  filters: ViewFilters
  /** The contract whose people see it; null is only mine. */
  shared_with: string | null
  mine: boolean
  position: number
  /** Null where the server keeps no count for such filters. */
  count: number | null
  version: number
}

export interface ReplyTemplate {
  id: string
  name: string
  text: string
  /** Null is personal. */
  contract_id: string | null
  mine: boolean
  version: number
}

export interface Macro {
  id: string
  name: string
  contract_id: string | null
  steps: Step[]
  mine: boolean
  version: number
}

interface Sending {
  version?: number | undefined
  /** Makes a repeated request give the first answer. */
  key?: string | undefined
  /** Goes on when the page is being left. */
  keepalive?: boolean | undefined
}

async function send<T>(method: string, path: string, body?: unknown, how: Sending = {}): Promise<T> {
  const headers = new Headers(body === undefined ? {} : { 'Content-Type': 'application/json' })
  if (how.version !== undefined) headers.set('If-Match', `"${how.version}"`)
  if (how.key !== undefined) headers.set('Idempotency-Key', how.key)
  const request = new Request(new URL(`/api/v1${path}`, location.origin), { method, headers, keepalive: how.keepalive ?? false, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
  const answer = await transport(request)
  const said: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, said, answer.headers.get('x-request-id'))
  return said as T
}

/** All of them in one transaction, or none. */
export function steps(id: string, list: Step[], how?: Sending): Promise<Ticket> {
  return send('POST', `/tickets/${id}/steps`, { steps: list }, how)
}

/** The same to up to 200 tickets, each in a transaction of its own. */
export async function bulk(ids: string[], list: Step[], how?: Sending): Promise<BulkResult[]> {
  return (await send<{ results: BulkResult[] }>('POST', '/tickets/bulk', { ids, steps: list }, how)).results
}

export const views = {
  list: (): Promise<SavedView[]> => send('GET', '/views'),
  create: (name: string, filters: ViewFilters, shared_with: string | null): Promise<SavedView> => send('POST', '/views', { name, filters, ...(shared_with ? { shared_with } : {}) }),
  change: (id: string, change: Partial<Pick<SavedView, 'name' | 'filters' | 'shared_with' | 'position'>>): Promise<SavedView> => send('PATCH', `/views/${id}`, change),
  remove: (id: string): Promise<void> => send('DELETE', `/views/${id}`),
}

function ofContract(contract?: string): string {
  return contract ? `?contract=${encodeURIComponent(contract)}` : ''
}

export const templates = {
  list: (contract?: string): Promise<ReplyTemplate[]> => send('GET', `/reply-templates${ofContract(contract)}`),
  create: (template: Pick<ReplyTemplate, 'name' | 'text' | 'contract_id'>): Promise<ReplyTemplate> => send('POST', '/reply-templates', template),
  change: (id: string, change: Partial<Pick<ReplyTemplate, 'name' | 'text'>>): Promise<ReplyTemplate> => send('PATCH', `/reply-templates/${id}`, change),
  remove: (id: string): Promise<void> => send('DELETE', `/reply-templates/${id}`),
  /** Its text for this ticket, variables filled in. */
  fill: async (ticket: string, id: string): Promise<string> => (await send<{ text: string }>('GET', `/tickets/${ticket}/reply-templates/${id}`)).text,
}

export const macros = {
  list: (contract?: string): Promise<Macro[]> => send('GET', `/macros${ofContract(contract)}`),
  create: (macro: Pick<Macro, 'name' | 'steps' | 'contract_id'>): Promise<Macro> => send('POST', '/macros', macro),
  change: (id: string, change: Partial<Pick<Macro, 'name' | 'steps'>>): Promise<Macro> => send('PATCH', `/macros/${id}`, change),
  remove: (id: string): Promise<void> => send('DELETE', `/macros/${id}`),
  /** Its steps for this ticket, variables filled in, to look at before. */
  fill: async (ticket: string, id: string): Promise<Step[]> => (await send<{ steps: Step[] }>('GET', `/tickets/${ticket}/macros/${id}`)).steps,
  run: (ticket: string, id: string): Promise<Ticket> => send('POST', `/tickets/${ticket}/macros/${id}`),
}
