/** Who else is at a ticket, and who is calling. */

import { problemFrom } from './problem'
import { transport } from './client'
import type { TicketRow } from './types'

export type Doing = 'looking' | 'typing'

export interface Other {
  person_id: string
  name: string
  doing: Doing
  since: string
}

export interface Caller {
  name: string
  unit: string | null
  last_at: string
  contract_id: string
}

export interface Callers {
  number: string
  known: Caller[]
  recent: TicketRow[]
}

async function send<T>(method: string, path: string, body?: unknown, keepalive = false): Promise<T> {
  const headers = new Headers(body === undefined ? {} : { 'Content-Type': 'application/json' })
  const answer = await transport(new Request(new URL(`/api/v1${path}`, location.origin), { method, headers, keepalive, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }))
  const said: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => null)
  if (!answer.ok) throw problemFrom(answer.status, said, answer.headers.get('x-request-id'))
  return said as T
}

/** Says that we are here and hears who else is; forgotten by the server after 25 s. */
export async function here(ticket: string, doing: Doing): Promise<Other[]> {
  return (await send<{ others: Other[] }>('PUT', `/tickets/${ticket}/presence`, { doing })).others
}

export function gone(ticket: string): Promise<void> {
  return send('DELETE', `/tickets/${ticket}/presence`, undefined, true)
}

export function callers(number: string): Promise<Callers> {
  return send('GET', `/callers?number=${encodeURIComponent(number)}`)
}
