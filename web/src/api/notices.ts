import { answer, api } from './client'
import type { components } from './schema'
import type { Page } from './types'

type Schemas = components['schemas']

export type Notice = Schemas['Notice']
export type Preferences = Schemas['NotificationPreferences']
export type Muted = Preferences['muted']
export type PushDevice = Schemas['PushDevice']
export type TriedWay = 'email' | 'sms' | 'push'

export interface Chosen {
  unread?: boolean
  contract?: string
  occasion?: Notice['occasion']
  limit?: number
  after?: string
}

/** Ours, the newest first. */
export function notices(chosen: Chosen = {}): Promise<Page<Notice>> {
  return answer(api.GET('/api/v1/me/notifications', { params: { query: chosen } }))
}

/** How many of ours we have not read; 100 stands for 100 or more. */
export async function unread(): Promise<number> {
  return (await answer<{ unread: number }>(api.GET('/api/v1/me/notifications/unread'))).unread
}

/** Marks these as read, or all; gives how many are left. */
export async function markRead(ids?: string[]): Promise<number> {
  return (await answer<{ unread: number }>(api.POST('/api/v1/me/notifications/read', { body: ids ? { ids } : {} }))).unread
}

export function preferences(): Promise<Preferences> {
  return answer(api.GET('/api/v1/me/notification-preferences'))
}

export function setPreferences(muted: Muted): Promise<Preferences> {
  return answer(api.PUT('/api/v1/me/notification-preferences', { body: { muted } }))
}

/** Sends us a trial message at once; gives why it did not go out, or nothing. */
export async function tryWay(way: TriedWay): Promise<string | null> {
  const tried = await answer<Schemas['NotificationTried']>(api.POST('/api/v1/me/notifications/try', { body: { way } }))
  return tried.ok ? null : (tried.detail ?? '')
}

export function myPush(): Promise<Schemas['MyPush']> {
  return answer(api.GET('/api/v1/me/push'))
}

export function addPush(device: Schemas['NewPushSubscription']): Promise<PushDevice> {
  return answer(api.POST('/api/v1/me/push-subscriptions', { body: device }))
}

export function removePush(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/me/push-subscriptions/{id}', { params: { path: { id } } }))
}
