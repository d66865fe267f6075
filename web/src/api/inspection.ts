/** What comes round: inspections, backups, checks; how they are made, and the sheets that are printed of them. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Occurrence = Sent<Schemas['InspectionOccurrence']>
export type NewOccurrence = Schemas['NewInspectionOccurrence']
export type ItemKind = Schemas['InspectionItemKind']
export type SheetKind = Schemas['InspectionSheetKind']
export type ChecklistBody = Schemas['InspectionChecklistBody']
export type Checklist = Schemas['InspectionChecklist']
export type OccurrenceState = Schemas['InspectionOccurrenceState']
export type OccurrenceKind = Schemas['InspectionOccurrenceKind']
export type OccurrenceQuery = NonNullable<operations['occurrence_list']['parameters']['query']>
export type Replan = Schemas['InspectionReplan']
export type PlanStanding = Schemas['InspectionPlanStanding']
export type RuleCounts = Schemas['InspectionRuleCounts']
export type Item = Schemas['InspectionItem']
export type Signer = Schemas['InspectionSigner']
export type Photo = Schemas['InspectionPhoto']

/** A number, a choice, true or false, words; a list of them where a point is answered several times. */
export type Value = string | number | boolean | null | (string | number | boolean | null)[]
export type Answer = Omit<Schemas['InspectionAnswer'], 'value'> & { value: Value }
export type Given = Omit<Schemas['InspectionGivenAnswer'], 'value'> & { value: Value }
export type Run = Omit<Sent<Schemas['InspectionRun']>, 'answers'> & { answers: Record<string, Answer> }
export type SheetRow = Schemas['InspectionSheetRow']
export type SheetPart = Sent<Schemas['InspectionSheetPart']>
export type Sheet = Omit<Schemas['InspectionSheet'], 'parts'> & { parts: SheetPart[] }

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

export function list(query: OccurrenceQuery): Promise<Page<Occurrence>> {
  return answer(api.GET('/api/v1/occurrences', { params: { query } }))
}

/** All of a span that is known to be short; `most` pages of two hundred at the most. */
export async function all(query: OccurrenceQuery, most = 5): Promise<Occurrence[]> {
  const found: Occurrence[] = []
  let after: string | null = null
  for (let page = 0; page < most; page += 1) {
    const said: Page<Occurrence> = await list({ ...query, limit: 200, ...(after === null ? {} : { after }) })
    found.push(...said.items)
    after = said.next
    if (after === null) break
  }
  return found
}

export function get(id: string): Promise<Occurrence> {
  return answer(api.GET('/api/v1/occurrences/{id}', at(id)))
}

export function replan(id: string, version: number, body: Replan): Promise<Occurrence> {
  return answer(api.PATCH('/api/v1/occurrences/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body }))
}

/** Tells beforehand that it cannot be made as planned. */
export function announce(id: string, reason: string, new_day: string | null): Promise<Occurrence> {
  return answer(api.POST('/api/v1/occurrences/{id}/announce', { ...at(id), body: { reason, new_day } }))
}

export async function counts(contract: string, from: string, to: string): Promise<RuleCounts[]> {
  return (await answer<Schemas['InspectionCounts']>(api.GET('/api/v1/contracts/{id}/occurrences/counts', { params: { path: { id: contract }, query: { from, to } } }))).rules
}

export function planStanding(contract: string): Promise<PlanStanding> {
  return answer(api.GET('/api/v1/contracts/{id}/occurrences/plan', at(contract)))
}

export function start(occurrence: string): Promise<Run> {
  return answer(api.POST('/api/v1/occurrences/{id}/run', { ...at(occurrence), body: { device_time: new Date().toISOString() } }))
}

export function run(id: string): Promise<Run> {
  return answer(api.GET('/api/v1/runs/{id}', at(id)))
}

export function give(id: string, answers: Record<string, Given>): Promise<Run> {
  return answer(api.PUT('/api/v1/runs/{id}/answers', { ...at(id), body: { answers: answers as unknown as Schemas['InspectionAnswers']['answers'] } }))
}

export function addPhoto(id: string, file: File): Promise<Photo> {
  const form = new FormData()
  form.append('file', file, file.name)
  return answer(api.POST('/api/v1/runs/{id}/photos', { ...at(id), body: { file: file.name }, bodySerializer: () => form }))
}

export function photoUrl(run: string, digest: string): string {
  return `/api/v1/runs/${run}/photos/${digest}`
}

/** `image` is a picture as a data address. */
export function sign(id: string, who: Signer, name: string, image: string): Promise<Run> {
  return answer(api.POST('/api/v1/runs/{id}/sign', { ...at(id), body: { who, name, image, device_at: new Date().toISOString() } }))
}

export function close(id: string): Promise<Run> {
  return answer(api.POST('/api/v1/runs/{id}/close', at(id)))
}

/** A new run in the place of a closed one, which stays as it is. */
export function correct(id: string, reason: string): Promise<Run> {
  return answer(api.POST('/api/v1/runs/{id}/correct', { ...at(id), body: { reason } }))
}

/** Something that is due because what it waits for has happened. */
export function addOccurrence(contract: string, body: NewOccurrence): Promise<Occurrence> {
  return answer(api.POST('/api/v1/contracts/{id}/occurrences', { ...at(contract), body }))
}

/** What is planned as a calendar file, whole address. */
export function calendarUrl(contract: string, mine: boolean): string {
  const query = new URLSearchParams({ ...(contract === '' ? {} : { contract }), ...(mine ? { mine: 'true' } : {}) }).toString()
  return `${window.location.origin}/api/v1/occurrences/calendar${query === '' ? '' : `?${query}`}`
}

export async function checklists(contract: string): Promise<Checklist[]> {
  return (await answer<Schemas['InspectionChecklists']>(api.GET('/api/v1/contracts/{id}/checklists', at(contract)))).items
}

/** Writes a new version; runs that were begun keep theirs. */
export function changeChecklist(id: string, version: number, body: ChecklistBody): Promise<Checklist> {
  return answer(api.PUT('/api/v1/checklists/{id}', { params: { path: { id }, header: { 'If-Match': `"${version}"` } }, body }))
}

export function dailySheet(contract: string, day: string): Promise<Sheet> {
  return answer(api.GET('/api/v1/contracts/{id}/sheets/daily', { params: { path: { id: contract }, query: { day } } }))
}

export function weeklySheet(contract: string, week: string): Promise<Sheet> {
  return answer(api.GET('/api/v1/contracts/{id}/sheets/weekly', { params: { path: { id: contract }, query: { week } } }))
}
