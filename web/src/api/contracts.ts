import { answer, api } from './client'
import type { components } from './schema'
import type { Catalogue, ContractDetail, ContractSummary } from './types'

export type ContractVersion = components['schemas']['ContractVersion']

/** Something that the check of a text found, with the lines of the text where it stands. */
export interface ImportFinding {
  code: string
  severity: 'error' | 'warning' | 'note'
  message: string
  places: { clause: string; text: string | null; line?: number | null }[]
  followed: string | null
}

/** A rule that a text adds, takes away or changes against the version in force. */
export type RuleChange = Omit<components['schemas']['ContractChange'], 'change' | 'before' | 'after'> & {
  change: 'added' | 'removed' | 'changed'
  before: unknown
  after: unknown
}

export interface ContractText {
  text: string
  /** First day on which it holds, `2026-01-31`; an amendment needs it. */
  effective_on?: string
  note?: string
}

export type Imported = Omit<components['schemas']['ContractImportResponse'], 'findings' | 'changes'> & { findings: ImportFinding[]; changes: RuleChange[] }

export function list(): Promise<ContractSummary[]> {
  return answer(api.GET('/api/v1/contracts'))
}

export function get(id: string): Promise<ContractDetail> {
  return answer(api.GET('/api/v1/contracts/{id}', { params: { path: { id } } }))
}

export function catalogue(id: string): Promise<Catalogue> {
  return answer(api.GET('/api/v1/contracts/{id}/catalogue', { params: { path: { id } } }))
}

const kept = new Map<string, Promise<Catalogue>>()

/** The same, asked for once: the names of works and services do not change while one works. */
export function keptCatalogue(id: string): Promise<Catalogue> {
  const known = kept.get(id)
  if (known) return known
  const asked = catalogue(id)
  kept.set(id, asked)
  asked.catch(() => kept.delete(id))
  return asked
}

/** Publishes a text as a contract or an amendment; `check` only looks and keeps nothing. */
export function importText(text: ContractText, check: boolean): Promise<Imported> {
  return answer(api.POST('/api/v1/contracts/import', { body: { ...text, dry_run: check } }))
}

/** The original and its amendments, the oldest first. */
export function versions(id: string): Promise<ContractVersion[]> {
  return answer(api.GET('/api/v1/contracts/{id}/versions', { params: { path: { id } } }))
}

/** The text of a version as it was handed in. */
export function versionText(id: string, version: number): Promise<{ version: number; text: string; hash: string }> {
  return answer(api.GET('/api/v1/contracts/{id}/versions/{version_no}/text', { params: { path: { id, version_no: version } } }))
}
