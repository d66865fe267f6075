/** Mail that came in: the addresses of contracts, what waits for somebody's decision, what became of the rest. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type MailAddress = Sent<Schemas['MailAddress']>
export type AddressDraft = Schemas['MailAddressDraft']
export type MailPolling = Sent<Schemas['MailPolling']>
export type ReceivedMail = Sent<Schemas['ReceivedMail']>
export type MailReason = NonNullable<ReceivedMail['reason']>
export type HeldMail = Sent<Schemas['QuarantinedMail']>
export type Acceptance = Schemas['MailAcceptance']
export type HeldQuery = NonNullable<operations['mail_quarantine_list']['parameters']['query']>
export type LogQuery = NonNullable<operations['mail_received_list']['parameters']['query']>

const tag = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` })

export const addresses = {
  list: (): Promise<MailAddress[]> => answer(api.GET('/api/v1/mail/addresses')),
  add: (body: AddressDraft): Promise<MailAddress> => answer(api.POST('/api/v1/mail/addresses', { body })),
  change: (id: string, version: number, body: AddressDraft): Promise<MailAddress> => answer(api.PATCH('/api/v1/mail/addresses/{id}', { params: { path: { id }, header: tag(version) }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/mail/addresses/{id}', { params: { path: { id } } })),
}

/** How the reading of the mailbox stands. */
export function polling(): Promise<MailPolling> {
  return answer(api.GET('/api/v1/mail/polling'))
}

export function log(query: LogQuery): Promise<Page<ReceivedMail>> {
  return answer(api.GET('/api/v1/mail/received', { params: { query } }))
}

export const held = {
  list: (query: HeldQuery): Promise<Page<ReceivedMail>> => answer(api.GET('/api/v1/mail/quarantine', { params: { query } })),
  one: (id: string): Promise<HeldMail> => answer(api.GET('/api/v1/mail/quarantine/{id}', { params: { path: { id } } })),
  /** As a new ticket, or as an answer on one. */
  accept: (id: string, body: Acceptance): Promise<ReceivedMail> => answer(api.POST('/api/v1/mail/quarantine/{id}/accept', { params: { path: { id } }, body })),
  discard: (id: string, reason: string): Promise<ReceivedMail> => answer(api.POST('/api/v1/mail/quarantine/{id}/discard', { params: { path: { id } }, body: { reason } })),
  /** Where the mail itself is saved from. */
  rawPath: (id: string): string => `/api/v1/mail/quarantine/${id}/raw`,
}
