import { answer, api } from './client'
import type { Assignable, Attachment, Clock, Counts, Entry, Explanation, NewTicket, Page, Ticket, TicketAction, TicketQuery, TicketRow, Visibility } from './types'

export function list(query: TicketQuery, signal?: AbortSignal): Promise<Page<TicketRow>> {
  return answer(api.GET('/api/v1/tickets', { params: { query }, ...(signal ? { signal } : {}) }))
}

export function counts(): Promise<Counts> {
  return answer(api.GET('/api/v1/tickets/counts'))
}

export function get(id: string): Promise<Ticket> {
  return answer(api.GET('/api/v1/tickets/{id}', { params: { path: { id } } }))
}

/** `key` makes a repeated submission give the same ticket. */
export function open(contract: string, ticket: NewTicket, key: string): Promise<Ticket> {
  // The document says of the form only that it is an object.
  const body = ticket as Omit<NewTicket, 'form'>
  return answer(api.POST('/api/v1/contracts/{id}/tickets', { params: { path: { id: contract }, header: { 'Idempotency-Key': key } }, body }))
}

/** One step in a ticket's life; `version` where the server asks for the version that was read. */
export function act(id: string, action: TicketAction, body: Record<string, unknown>, version?: number): Promise<Ticket> {
  // Every step is posted alike and answers the ticket; one of them stands for all.
  const path = `/api/v1/tickets/{id}/${action}` as '/api/v1/tickets/{id}/take'
  return answer(api.POST(path, { params: { path: { id } }, body: body as Record<string, never>, ...(version === undefined ? {} : { headers: { 'If-Match': tag(version) } }) }))
}

export function edit(id: string, fields: { title?: string; description?: string }, version: number): Promise<Ticket> {
  return answer(api.PATCH('/api/v1/tickets/{id}', { params: { path: { id }, header: { 'If-Match': tag(version) } }, body: fields }))
}

export function unwatch(id: string, person: string): Promise<Ticket> {
  return answer(api.DELETE('/api/v1/tickets/{id}/watchers/{person_id}', { params: { path: { id, person_id: person } } }))
}

export function timeline(id: string, after?: string): Promise<Page<Entry>> {
  return answer(api.GET('/api/v1/tickets/{id}/timeline', { params: { path: { id }, query: { limit: 100, ...(after ? { after } : {}) } } }))
}

export function explanation(id: string, clock: Pick<Clock, 'kind' | 'cycle' | 'level'>): Promise<Explanation> {
  const { kind, cycle, level } = clock
  return answer(api.GET('/api/v1/tickets/{id}/clocks/{kind}/explanation', { params: { path: { id, kind }, query: { cycle, level } } }))
}

export function attach(id: string, file: File, visibility: Visibility): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file, file.name)
  return answer(api.POST('/api/v1/tickets/{id}/attachments', { params: { path: { id }, query: { visibility } }, body: { file: file.name }, bodySerializer: () => form }))
}

export function attachmentUrl(id: string): string {
  return `/api/v1/attachments/${id}`
}

export function assignable(contract: string): Promise<Assignable[]> {
  return answer(api.GET('/api/v1/people/assignable', { params: { query: { contract } } }))
}

function tag(version: number): string {
  return `"${version}"`
}
