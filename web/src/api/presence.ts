/** Who else is at a ticket, and who is calling. */

import { answer, api } from './client'
import type { components } from './schema'
import type { Sent, TicketRow } from './types'

type Schemas = components['schemas']

export type Doing = Schemas['Doing']
export type Other = Sent<Schemas['Present']>
export type Caller = Sent<Schemas['KnownCaller']>
export type Callers = Omit<Schemas['Callers'], 'known' | 'recent'> & { known: Caller[]; recent: TicketRow[] }

/** Says that we are here and hears who else is; forgotten by the server after 25 s. */
export async function here(id: string, doing: Doing): Promise<Other[]> {
  return (await answer<{ others: Other[] }>(api.PUT('/api/v1/tickets/{id}/presence', { params: { path: { id } }, body: { doing } }))).others
}

export function gone(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/tickets/{id}/presence', { params: { path: { id } }, keepalive: true }))
}

export function callers(number: string): Promise<Callers> {
  return answer(api.GET('/api/v1/callers', { params: { query: { number } } }))
}
