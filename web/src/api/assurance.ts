/** Special periods: days that the client declares, with what is done before, during and after them. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Occasion = Schemas['AssuranceOccasion']
export type Stage = Schemas['AssuranceStage']
export type PhaseKind = Schemas['AssurancePhaseKind']
export type Phase = Sent<Schemas['AssurancePhase']>
export type Item = Omit<Sent<Schemas['AssuranceItem']>, 'files'> & { files: RecordFile[] }
export type Hours = Schemas['AssuranceHours']
export type Rule = Sent<Schemas['AssuranceRule']>
export type Period = Omit<Sent<Schemas['AssurancePeriod']>, 'phases'> & { phases: Phase[] }
export type PeriodInFull = Period & { items: Item[]; files: RecordFile[]; hours: Hours[] }
export type Suggested = Sent<Schemas['SuggestedAssurancePeriod']>
export interface Suggestions {
  holidays: Suggested[]
  rules: Rule[]
  hours: Hours[]
}
export type NewPeriod = Schemas['NewAssurancePeriod']
export type PeriodChange = Schemas['AssurancePeriodChange']
export type PeriodsQuery = NonNullable<operations['special_period_list']['parameters']['query']>

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

export async function list(query: PeriodsQuery): Promise<Page<Period>> {
  return (await answer(api.GET('/api/v1/special-periods', { params: { query } }))) as Page<Period>
}

export async function get(id: string): Promise<PeriodInFull> {
  return (await answer(api.GET('/api/v1/special-periods/{id}', at(id)))) as PeriodInFull
}

export async function suggestions(contract: string): Promise<Suggestions> {
  return (await answer(api.GET('/api/v1/contracts/{id}/special-periods/suggestions', at(contract)))) as Suggestions
}

export async function declare(contract: string, body: NewPeriod): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/contracts/{id}/special-periods', { ...at(contract), body }))) as PeriodInFull
}

export async function change(period: Period, body: PeriodChange): Promise<PeriodInFull> {
  const params = { path: { id: period.id }, header: { 'If-Match': `"${period.version}"` } }
  return (await answer(api.PATCH('/api/v1/special-periods/{id}', { params, body }))) as PeriodInFull
}

export async function confirm(id: string): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/special-periods/{id}/confirm', at(id)))) as PeriodInFull
}

export async function withdraw(id: string, reason: string): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/special-periods/{id}/withdraw', { ...at(id), body: { reason } }))) as PeriodInFull
}

export async function addItem(id: string, body: Schemas['NewAssuranceItem']): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/special-periods/{id}/items', { ...at(id), body }))) as PeriodInFull
}

export async function tick(item: string, done: boolean, remark: string): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/assurance-items/{id}/tick', { ...at(item), body: { done, remark } }))) as PeriodInFull
}

export async function removeItem(item: string): Promise<PeriodInFull> {
  return (await answer(api.DELETE('/api/v1/assurance-items/{id}', at(item)))) as PeriodInFull
}

export async function complete(phase: string, summary: string): Promise<PeriodInFull> {
  return (await answer(api.POST('/api/v1/assurance-phases/{id}/complete', { ...at(phase), body: { summary } }))) as PeriodInFull
}

export function addFile(id: string, part: string, file: File): Promise<unknown> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/special-periods/{id}/files', { params: { path: { id }, query: { part } }, body: { file: file.name }, bodySerializer: () => form }))
}

export function addItemFile(id: string, file: File): Promise<unknown> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/assurance-items/{id}/files', { ...at(id), body: { file: file.name }, bodySerializer: () => form }))
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/assurance/files/${id}`
}
