import { answer, api } from './client'
import type { Me, Page, Person, Role, Session, SignedIn } from './types'
import type { components } from './schema'

type Schemas = components['schemas']

export type Invitation = Schemas['InvitationView']
export type Invite = Schemas['Invite']
export type Token = Schemas['TokenView']
export type NewToken = Schemas['CreateToken']
export type PersonChange = Schemas['ChangePerson']

/** A session of anybody, as the security administrator sees it. */
export type AnySession = Schemas['AnySession']
export type RoleMatrix = Schemas['RoleMatrix']

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

export function people(after?: string, q?: string): Promise<Page<Person>> {
  return answer(api.GET('/api/v1/people', { params: { query: { ...(after ? { after } : {}), ...(q ? { q } : {}) } } }))
}

export function person(id: string): Promise<Person> {
  return answer(api.GET('/api/v1/people/{id}', { params: { path: { id } } }))
}

/** Changes what is known of a person, as long as nobody else did since `version`. */
export function changePerson(id: string, version: number, change: PersonChange): Promise<Person> {
  return answer(api.PATCH('/api/v1/people/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body: change }))
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

export function sessionsOf(id: string): Promise<Session[]> {
  return answer(api.GET('/api/v1/people/{id}/sessions', { params: { path: { id } } }))
}

export function endSessionsOf(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/people/{id}/sessions', { params: { path: { id } } }))
}

export function endSessionOf(id: string, session: string): Promise<void> {
  return answer(api.DELETE('/api/v1/people/{id}/sessions/{session_id}', { params: { path: { id, session_id: session } } }))
}

export function allSessions(q?: string, after?: string): Promise<Page<AnySession>> {
  return answer(api.GET('/api/v1/people/sessions', { params: { query: { ...(q ? { q } : {}), ...(after ? { after } : {}) } } }))
}

export function roleMatrix(): Promise<RoleMatrix> {
  return answer(api.GET('/api/v1/roles'))
}

export function invitations(): Promise<Invitation[]> {
  return answer(api.GET('/api/v1/invitations'))
}

export function invite(invited: Invite): Promise<{ invitation: Invitation; token: string; url: string }> {
  return answer(api.POST('/api/v1/invitations', { body: invited }))
}

export function withdrawInvitation(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id } } }))
}

export function acceptInvitation(accepted: { token: string; account: string; name: string; password: string }): Promise<Person> {
  return answer(api.POST('/api/v1/invitations/accept', { body: accepted }))
}

export function tokens(): Promise<Token[]> {
  return answer(api.GET('/api/v1/tokens'))
}

export function createToken(token: NewToken): Promise<{ token: Token; secret: string }> {
  return answer(api.POST('/api/v1/tokens', { body: token }))
}

export function revokeToken(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/tokens/{id}', { params: { path: { id } } }))
}
