import { call } from './client'
import type { Me, Page, Person, Session, SignedIn } from './types'

export function signIn(account: string, password: string, code?: string): Promise<SignedIn> {
  return call('POST', '/sessions', { body: { account, password, ...(code ? { code } : {}) } })
}

export function signOut(): Promise<void> {
  return call('DELETE', '/sessions/current')
}

export function me(): Promise<Me> {
  return call('GET', '/me')
}

export function changePassword(current: string, next: string): Promise<void> {
  return call('POST', '/me/password', { body: { current, new: next } })
}

export async function sessions(): Promise<Session[]> {
  return items(await call<Session[] | Page<Session>>('GET', '/sessions'))
}

export function revokeSession(id: string): Promise<void> {
  return call('DELETE', `/sessions/${id}`)
}

export async function people(): Promise<Person[]> {
  return items(await call<Person[] | Page<Person>>('GET', '/people'))
}

function items<T>(answer: T[] | Page<T>): T[] {
  return Array.isArray(answer) ? answer : answer.items
}
