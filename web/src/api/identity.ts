import { answer, api } from './client'
import type { Me, Page, Person, Role, Session, SignedIn } from './types'

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

export function beginSecondFactor(): Promise<{ secret: string; otpauth_url: string }> {
  return answer(api.POST('/api/v1/me/second-factor'))
}

export function confirmSecondFactor(code: string): Promise<{ recovery_codes: string[] }> {
  return answer(api.POST('/api/v1/me/second-factor/confirm', { body: { code } }))
}

export function removeSecondFactor(code: string): Promise<void> {
  return answer(api.DELETE('/api/v1/me/second-factor', { body: { code } }))
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

export function createPerson(account: string, name: string): Promise<{ person: Person; initial_password: string }> {
  return answer(api.POST('/api/v1/people', { body: { account, name } }))
}

export function unlock(id: string): Promise<void> {
  return answer(api.POST('/api/v1/people/{id}/unlock', { params: { path: { id } } }))
}

export function resetPassword(id: string): Promise<{ initial_password: string }> {
  return answer(api.POST('/api/v1/people/{id}/reset-password', { params: { path: { id } } }))
}

export function disable(id: string): Promise<Person> {
  return answer(api.POST('/api/v1/people/{id}/disable', { params: { path: { id } } }))
}

export function enable(id: string): Promise<Person> {
  return answer(api.POST('/api/v1/people/{id}/enable', { params: { path: { id } } }))
}

export function setRoles(id: string, roles: Role[]): Promise<Person> {
  return answer(api.PUT('/api/v1/people/{id}/roles', { params: { path: { id } }, body: roles }))
}
