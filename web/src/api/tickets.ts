import { call } from './client'
import type { Assignable, Attachment, ClockKind, Counts, Entry, Explanation, NewTicket, Page, Ticket, TicketQuery, TicketRow, Visibility } from './types'

export function list(query: TicketQuery, signal?: AbortSignal): Promise<Page<TicketRow>> {
  return call('GET', '/tickets', { query, ...(signal ? { signal } : {}) })
}

export function counts(): Promise<Counts> {
  return call('GET', '/tickets/counts')
}

export function get(id: string): Promise<Ticket> {
  return call('GET', `/tickets/${id}`)
}

/** `key` makes a repeated submission give the same ticket. */
export function open(contract: string, ticket: NewTicket, key: string): Promise<Ticket> {
  return call('POST', `/contracts/${contract}/tickets`, { body: ticket, headers: { 'Idempotency-Key': key } })
}

/** One step in a ticket's life; `version` where the server asks for the version that was read. */
export function act(id: string, action: string, body: Record<string, unknown>, version?: number): Promise<Ticket> {
  return call('POST', `/tickets/${id}/${action}`, { body, ...match(version) })
}

export function edit(id: string, fields: Record<string, unknown>, version: number): Promise<Ticket> {
  return call('PATCH', `/tickets/${id}`, { body: fields, ...match(version) })
}

export function timeline(id: string, after?: string): Promise<Page<Entry>> {
  return call('GET', `/tickets/${id}/timeline`, { query: { after } })
}

export function explanation(id: string, kind: ClockKind, cycle?: number): Promise<Explanation> {
  return call('GET', `/tickets/${id}/clocks/${kind}/explanation`, { query: { cycle } })
}

export function attach(id: string, file: File, visibility: Visibility): Promise<Attachment> {
  const form = new FormData()
  form.append('file', file, file.name)
  return call('POST', `/tickets/${id}/attachments`, { query: { visibility }, form })
}

export function attachmentUrl(id: string): string {
  return `/api/v1/attachments/${id}`
}

export function assignable(contract: string): Promise<Assignable[]> {
  return call('GET', '/people/assignable', { query: { contract } })
}

function match(version?: number): { headers?: Record<string, string> } {
  return version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }
}
