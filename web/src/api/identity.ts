import { answer, api } from './client'
import type { Me, Page, Person, Session, SignedIn } from './types'

export function signIn(account: string, password: string, code?: string): Promise<SignedIn> {
  return answer(api.POST('/api/v1/sessions', { body: { account, password, ...(code ? { code } : {}) } }))
}

export function signOut(): Promise<void> {
  return answer(api.DELETE('/api/v1/sessions/current'))
}

export function me(): Promise<Me> {
  return answer(api.GET('/api/v1/me'))
}

export function changePassword(current: string, next: string): Promise<void> {
  return answer(api.POST('/api/v1/me/password', { body: { current, new: next } }))
}

export function sessions(): Promise<Session[]> {
  return answer(api.GET('/api/v1/sessions'))
}

export function revokeSession(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } }))
}

export function people(after?: string): Promise<Page<Person>> {
  return answer(api.GET('/api/v1/people', { params: { query: after ? { after } : {} } }))
}
