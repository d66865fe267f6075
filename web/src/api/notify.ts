/** Who is told of what, in which words, by which ways, and what became of it. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type NotificationRule = Omit<Sent<Schemas['NotificationRule']>, 'occasion'> & {
  /** A stable text such as `ticket.breached`; the server may know more of them than this page. */
  occasion: string
}
export type QuietHours = Schemas['QuietHours']
export interface NotificationRules {
  rules: NotificationRule[]
  quiet: QuietHours | null
}
export type NotificationWay = Sent<Schemas['NotificationWay']>
/** Version 0: the contract has no rules of its own, the house's hold. */
export type RulesInForce = NotificationRules & { version: number; ways: NotificationWay[]; house: NotificationRules }
/** What people can be told of, as the server calls it. */
export interface Occasion {
  code: string
  says: string
}

export type NotificationTemplate = Sent<Schemas['NotificationTemplate']>
export type NewTemplate = Schemas['NewNotificationTemplate']
export type Variable = Schemas['TemplateVariable']
export type Preview = Schemas['NotificationPreview']

export type NotificationChannel = Sent<Schemas['NotificationChannel']>
export type NewChannel = Schemas['NewNotificationChannel']
export type ChannelSettings = NonNullable<NewChannel['settings']>
export type Trial = Sent<Schemas['ChannelTrialResult']>

export type OutboxMessage = Sent<Schemas['OutboxMessage']>
export type OutboxState = OutboxMessage['state']
export type OutboxQuery = NonNullable<operations['notification_list']['parameters']['query']>

const tag = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` })

export function rules(contract: string): Promise<RulesInForce> {
  return answer(api.GET('/api/v1/contracts/{id}/notification-rules', { params: { path: { id: contract } } }))
}

/** Refused with `notify.stale_version` when somebody else saved since `version` was read. */
export function saveRules(contract: string, { rules: list, quiet }: NotificationRules, version: number): Promise<RulesInForce> {
  const body = { rules: list, quiet } as Schemas['NotificationRules']
  return answer(api.PUT('/api/v1/contracts/{id}/notification-rules', { params: { path: { id: contract }, header: tag(version) }, body }))
}

/** Everything that people can be told of, in the order in which it is offered. */
export async function occasions(): Promise<Occasion[]> {
  return (await answer<{ occasions: Occasion[] }>(api.GET('/api/v1/me/notification-preferences'))).occasions
}

export const templates = {
  list: (contract: string): Promise<{ items: NotificationTemplate[]; variables: Variable[] }> => answer(api.GET('/api/v1/contracts/{id}/notification-templates', { params: { path: { id: contract } } })),
  add: (contract: string, body: NewTemplate): Promise<NotificationTemplate> => answer(api.POST('/api/v1/contracts/{id}/notification-templates', { params: { path: { id: contract } }, body })),
  change: (id: string, version: number, body: NewTemplate): Promise<NotificationTemplate> => answer(api.PATCH('/api/v1/notification-templates/{id}', { params: { path: { id }, header: tag(version) }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/notification-templates/{id}', { params: { path: { id } } })),
  /** Filled in with a ticket of the contract, or with invented facts. */
  preview: (contract: string, template: NewTemplate, ticket: string | null): Promise<Preview> => answer(api.POST('/api/v1/contracts/{id}/notification-templates/preview', { params: { path: { id: contract } }, body: { template, ticket_id: ticket } })),
}

export const channels = {
  list: (): Promise<NotificationChannel[]> => answer(api.GET('/api/v1/notification-channels')),
  /** Under which name and address mail goes out; null where no mail server is set. */
  mail: (): Promise<{ sender: string | null }> => answer(api.GET('/api/v1/notification-channels/mail')),
  add: (body: NewChannel): Promise<NotificationChannel> => answer(api.POST('/api/v1/notification-channels', { body })),
  /** Without `settings` those that there are stay, secrets included. */
  change: (id: string, version: number, body: NewChannel): Promise<NotificationChannel> => answer(api.PATCH('/api/v1/notification-channels/{id}', { params: { path: { id }, header: tag(version) }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/notification-channels/{id}', { params: { path: { id } } })),
  test: (id: string, phone: string | null): Promise<Trial> => answer(api.POST('/api/v1/notification-channels/{id}/test', { params: { path: { id } }, body: phone === null ? {} : { phone } })),
}

export function outbox(query: OutboxQuery): Promise<Page<OutboxMessage>> {
  return answer(api.GET('/api/v1/notifications', { params: { query } }))
}

export function sendAgain(id: string): Promise<OutboxMessage> {
  return answer(api.POST('/api/v1/notifications/{id}/retry', { params: { path: { id } } }))
}

export function takeBack(id: string): Promise<OutboxMessage> {
  return answer(api.POST('/api/v1/notifications/{id}/cancel', { params: { path: { id } } }))
}
