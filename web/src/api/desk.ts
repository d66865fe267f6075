/** What the desk has beside single tickets: steps, work on many tickets, saved views, reply templates, macros. */

import { answer, api } from './client'
import type { components } from './schema'
import type { Sent, Ticket } from './types'

type Schemas = components['schemas']

/** One thing that is done to a ticket, written as data; `do` says what. */
export type Step = Schemas['Step']
export type StepName = Step['do']
export type BulkResult = Schemas['BulkResult']
export type ViewFilters = { [K in keyof Schemas['Filters']]: string }
export type SavedView = Omit<Sent<Schemas['View']>, 'filters'> & { filters: ViewFilters }
export type ReplyTemplate = Sent<Schemas['ReplyTemplate']>
export type Macro = Sent<Schemas['Macro']>

interface Sending {
  /** The version that it was decided on; refused with the ticket as it is now if it has changed. */
  version?: number | undefined
  /** Goes on when the page is being left. */
  keepalive?: boolean
}

function headers(version: number | undefined): { 'If-Match'?: string } {
  return version === undefined ? {} : { 'If-Match': `"${version}"` }
}

/** All of them in one transaction, or none. */
export function steps(id: string, list: Step[], { version, keepalive = false }: Sending = {}): Promise<Ticket> {
  return answer(api.POST('/api/v1/tickets/{id}/steps', { params: { path: { id }, header: headers(version) }, body: { steps: list }, keepalive }))
}

/** The same to up to 200 tickets, each in a transaction of its own. */
export async function bulk(ids: string[], list: Step[], { keepalive = false }: Pick<Sending, 'keepalive'> = {}): Promise<BulkResult[]> {
  return (await answer<Schemas['BulkResults']>(api.POST('/api/v1/tickets/bulk', { body: { ids, steps: list }, keepalive }))).results
}

/** My own ones and those shared on contracts that I see. */
export const views = {
  list: (): Promise<SavedView[]> => answer(api.GET('/api/v1/views')),
  create: (name: string, filters: ViewFilters, shared_with: string | null): Promise<SavedView> => answer(api.POST('/api/v1/views', { body: { name, filters, shared_with } })),
  change: (id: string, body: { name?: string; filters?: ViewFilters; shared_with?: string | null; position?: number }): Promise<SavedView> => answer(api.PATCH('/api/v1/views/{id}', { params: { path: { id } }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/views/{id}', { params: { path: { id } } })),
}

function ofContract(contract: string | undefined): { query: { contract?: string } } {
  return { query: contract === undefined ? {} : { contract } }
}

export const templates = {
  list: (contract?: string): Promise<ReplyTemplate[]> => answer(api.GET('/api/v1/reply-templates', { params: ofContract(contract) })),
  create: (body: Pick<ReplyTemplate, 'name' | 'text' | 'contract_id'>): Promise<ReplyTemplate> => answer(api.POST('/api/v1/reply-templates', { body })),
  change: (id: string, body: Pick<ReplyTemplate, 'name' | 'text'>): Promise<ReplyTemplate> => answer(api.PATCH('/api/v1/reply-templates/{id}', { params: { path: { id } }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/reply-templates/{id}', { params: { path: { id } } })),
  /** Its text for this ticket, variables filled in. */
  fill: async (ticket: string, id: string): Promise<string> => (await answer<{ text: string }>(api.GET('/api/v1/tickets/{id}/reply-templates/{template_id}', { params: { path: { id: ticket, template_id: id } } }))).text,
}

export const macros = {
  list: (contract?: string): Promise<Macro[]> => answer(api.GET('/api/v1/macros', { params: ofContract(contract) })),
  create: (body: Pick<Macro, 'name' | 'steps' | 'contract_id'>): Promise<Macro> => answer(api.POST('/api/v1/macros', { body })),
  change: (id: string, body: Pick<Macro, 'name' | 'steps'>): Promise<Macro> => answer(api.PATCH('/api/v1/macros/{id}', { params: { path: { id } }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/macros/{id}', { params: { path: { id } } })),
  /** Its steps for this ticket, variables filled in, to look at before. */
  fill: async (ticket: string, id: string): Promise<Step[]> => (await answer<{ steps: Step[] }>(api.GET('/api/v1/tickets/{id}/macros/{macro_id}', { params: { path: { id: ticket, macro_id: id } } }))).steps,
  run: (ticket: string, id: string): Promise<Ticket> => answer(api.POST('/api/v1/tickets/{id}/macros/{macro_id}', { params: { path: { id: ticket, macro_id: id } } })),
}
