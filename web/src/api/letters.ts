/** Letters between the parties: notices, claims, what needs consent, force majeure. */

import { answer, api } from './client'
import { fileForm } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type LetterKind = Schemas['LetterKind']
export type LetterSide = Schemas['LetterSide']
export type LetterState = Schemas['LetterState']
export type LetterPart = 'notice' | 'proof' | 'answer' | ''
export type StepName = Schemas['LetterStepName']
export type Step = Schemas['LetterStep']
export type NextStep = Sent<Schemas['LetterNextStep']>
export type Pause = Sent<Schemas['LetterPause']>
export type Letter = Omit<Sent<Schemas['Letter']>, 'next' | 'pause'> & { next: NextStep | null; pause: Pause | null }
export type LetterEntry = Sent<Schemas['LetterEntry']>
export type LetterDetail = Letter & { entries: LetterEntry[]; files: Schemas['RecordFile'][]; allowed: StepName[] }
export type LetterRule = Sent<Schemas['LetterRule']>
export type LetterTerm = Schemas['LetterTerm']
export type NewLetter = Schemas['NewLetter']
export type LettersQuery = NonNullable<operations['letter_list']['parameters']['query']>

export async function rules(contract: string): Promise<LetterRule[]> {
  const found = (await answer(api.GET('/api/v1/contracts/{id}/letter-rules', { params: { path: { id: contract } } }))) as { items: LetterRule[] }
  return found.items
}

/** The term that a letter would have if it was sent today; nothing where the contract prints none. */
export async function term(contract: string, query: { rule: string; direction: LetterSide; happened_on: string }): Promise<LetterTerm | null> {
  const found = (await answer(api.GET('/api/v1/contracts/{id}/letter-term', { params: { path: { id: contract }, query } }))) as Schemas['LetterTermAnswer']
  return found.term ?? null
}

export async function list(query: LettersQuery): Promise<Page<Letter>> {
  return (await answer(api.GET('/api/v1/letters', { params: { query } }))) as Page<Letter>
}

export async function get(id: string): Promise<LetterDetail> {
  return (await answer(api.GET('/api/v1/letters/{id}', { params: { path: { id } } }))) as LetterDetail
}

export async function send(contract: string, body: NewLetter): Promise<LetterDetail> {
  return (await answer(api.POST('/api/v1/contracts/{id}/letters', { params: { path: { id: contract } }, body }))) as LetterDetail
}

/** Does something with a letter as it was read. */
export async function step(letter: Pick<Letter, 'id' | 'version'>, body: Step): Promise<LetterDetail> {
  const params = { path: { id: letter.id }, header: { 'If-Match': `"${letter.version}"` } }
  return (await answer(api.POST('/api/v1/letters/{id}/steps', { params, body }))) as LetterDetail
}

export async function attach(id: string, part: LetterPart, file: File): Promise<void> {
  const form = fileForm(file)
  await answer(api.POST('/api/v1/letters/{id}/files', { params: { path: { id }, query: part ? { part } : {} }, body: { file: file.name }, bodySerializer: () => form }))
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/letters/files/${id}`
}
