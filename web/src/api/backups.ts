/** Backups: what has to be backed up, what was found where it lies, and what was restored to prove it. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type BackupState = Schemas['BackupState']
export type BackupWhat = Schemas['BackupWhat']
export type BackupFormat = Schemas['BackupFormat']
export type BackupChecksum = Schemas['BackupChecksum']
export type FindingCode = Schemas['BackupFindingCode']
export type DrillState = Schemas['BackupDrillState']
export type Source = Schemas['BackupSource']
export type NewSource = Schemas['NewBackupSource']
export type OpenFinding = Sent<Schemas['BackupOpenFinding']>
export type Policy = Omit<Sent<Schemas['BackupPolicy']>, 'findings'> & { findings: OpenFinding[] }
export type NewPolicy = Schemas['NewBackupPolicy']
export type PolicyChange = Schemas['BackupPolicyChange']
export type Finding = Sent<Schemas['BackupFinding']>
export type Check = Omit<Sent<Schemas['BackupCheck']>, 'findings'> & { findings: Finding[] }
export type BackupFile = Sent<Schemas['BackupFile']>
export type Drill = Sent<Schemas['BackupDrill']>
export type PolicyQuery = NonNullable<operations['backup_policy_list']['parameters']['query']>

const ROWS = 200

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function of(id: string, after: string | undefined, limit: number): { params: { path: { id: string }; query: { after?: string; limit: number } } } {
  return { params: { path: { id }, query: { limit, ...(after === undefined ? {} : { after }) } } }
}

export function list(query: PolicyQuery): Promise<Page<Policy>> {
  return answer(api.GET('/api/v1/backup-policies', { params: { query } }))
}

/** All policies of a contract, or of every contract that one may see: they are a few dozen. */
export async function all(contract: string): Promise<Policy[]> {
  const items: Policy[] = []
  for (let after: string | null | undefined; after !== null;) {
    const page: Page<Policy> = await list({ limit: ROWS, ...(contract === '' ? {} : { contract }), ...(after ? { after } : {}) })
    items.push(...page.items)
    after = page.next
  }
  return items
}

export function get(id: string): Promise<Policy> {
  return answer(api.GET('/api/v1/backup-policies/{id}', at(id)))
}

export function add(contract: string, body: NewPolicy): Promise<Policy> {
  return answer(api.POST('/api/v1/contracts/{id}/backup-policies', { ...at(contract), body }))
}

export function change(id: string, version: number, body: PolicyChange): Promise<Policy> {
  return answer(api.PATCH('/api/v1/backup-policies/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body }))
}

export function remove(id: string): Promise<void> {
  return answer(api.DELETE('/api/v1/backup-policies/{id}', at(id)))
}

/** Looks now; a large file with a checksum takes up to two minutes. */
export function check(id: string): Promise<Check> {
  return answer(api.POST('/api/v1/backup-policies/{id}/check', at(id)))
}

export function checks(id: string, after: string | undefined, limit: number): Promise<Page<Check>> {
  return answer(api.GET('/api/v1/backup-policies/{id}/checks', of(id, after, limit)))
}

export function files(id: string, after: string | undefined, limit: number): Promise<Page<BackupFile>> {
  return answer(api.GET('/api/v1/backup-policies/{id}/files', of(id, after, limit)))
}

export function drills(id: string, after: string | undefined, limit: number): Promise<Page<Drill>> {
  return answer(api.GET('/api/v1/backup-policies/{id}/drills', of(id, after, limit)))
}

/** Asks for a drill, which waits until its turn comes and runs in the background. */
export function drill(id: string): Promise<Drill> {
  return answer(api.POST('/api/v1/backup-policies/{id}/drills', at(id)))
}
