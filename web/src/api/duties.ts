/** The ledger of duties: what a contract asks for, where it stands, and what shows it. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components, operations } from './schema'
import type { Sent } from './types'

type Schemas = components['schemas']

export type DutyState = Schemas['DutyState']
export type Evidence = Sent<Schemas['DutyEvidence']>
export type Duty = Omit<Sent<Schemas['Duty']>, 'evidence'> & { evidence: Evidence[] }
export type OpenRule = Sent<Schemas['DutyOpenRule']>
export type DutyRule = Omit<Sent<Schemas['DutyRule']>, 'opens'> & { opens: OpenRule | null }
export type DutyProblem = Schemas['DutyProblem']
export interface Ledger {
  items: Duty[]
  problems: DutyProblem[]
}
export interface Summary {
  rules: DutyRule[]
  problems: DutyProblem[]
}
export type LedgerQuery = NonNullable<operations['duty_list']['parameters']['query']>
export type NewDuty = Schemas['NewDuty']
export type NewEvidence = Schemas['NewDutyEvidence']

function of(contract: string): { path: { id: string } } {
  return { path: { id: contract } }
}

export async function summary(contract: string, from: string, to: string): Promise<Summary> {
  return (await answer(api.GET('/api/v1/contracts/{id}/duties/summary', { params: { ...of(contract), query: { from, to } } }))) as Summary
}

export async function list(contract: string, query: LedgerQuery): Promise<Ledger> {
  return (await answer(api.GET('/api/v1/contracts/{id}/duties', { params: { ...of(contract), query } }))) as Ledger
}

/** Says that something happened that makes a duty due. */
export async function open(contract: string, body: NewDuty): Promise<Duty> {
  return (await answer(api.POST('/api/v1/contracts/{id}/duties', { params: of(contract), body }))) as Duty
}

/** Gives evidence; with a day, the duty is done. */
export async function prove(contract: string, body: NewEvidence): Promise<Duty> {
  return (await answer(api.POST('/api/v1/contracts/{id}/duties/evidence', { params: of(contract), body }))) as Duty
}

/** Lets a duty go: the client's decision. */
export async function waive(contract: string, key: string, reason: string): Promise<Duty> {
  return (await answer(api.POST('/api/v1/contracts/{id}/duties/waive', { params: of(contract), body: { key, reason } }))) as Duty
}

/** The files that show that a duty was done. */
export async function files(contract: string, key: string): Promise<RecordFile[]> {
  const found = (await answer(api.GET('/api/v1/contracts/{id}/duties/files', { params: { ...of(contract), query: { key } } }))) as { items: RecordFile[] }
  return found.items
}

export async function attach(contract: string, key: string, file: File): Promise<void> {
  const form = fileForm(file)
  await answer(api.POST('/api/v1/contracts/{id}/duties/files', { params: { ...of(contract), query: { key } }, body: { file: file.name }, bodySerializer: () => form }))
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/duties/files/${id}`
}
