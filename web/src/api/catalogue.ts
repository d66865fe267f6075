/** The service catalogue: what may be asked for by form, and what was asked for. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type ServiceKind = Schemas['ServiceKind']
export type ServiceState = Schemas['ServiceRequestState']
export type FieldKind = Schemas['ServiceFieldKind']
export type ServiceColumn = Schemas['ServiceColumn']
export type ServiceField = Omit<Sent<Schemas['ServiceField']>, 'columns'> & { columns: Sent<ServiceColumn>[] }
export type ServicePaper = Sent<Schemas['ServiceAttachment']>
export type ServiceEffort = Sent<Schemas['ServiceEffort']>
export type ServiceQuota = Sent<Schemas['ServiceQuota']>
export type FormDefinition = Omit<Sent<Schemas['ServiceFormDefinition']>, 'fields' | 'attachments' | 'results' | 'effort'> & { fields: ServiceField[]; attachments: ServicePaper[]; results: ServicePaper[]; effort: ServiceEffort | null }
export type ServiceForm = Omit<Sent<Schemas['ServiceForm']>, 'definition' | 'quota'> & { definition: FormDefinition; quota: ServiceQuota | null }
export type FormEdit = Omit<Schemas['ServiceFormEdit'], 'definition'> & { definition: FormDefinition }
export type Answer = boolean | string | Record<string, string>[]
export type Answers = Record<string, Answer>
export type Figure = Schemas['ServiceFigure']
export type Missing = Schemas['ServiceMissing']
export type ServiceEntry = Sent<Schemas['ServiceRequestEntry']>
export type ServiceSummary = Sent<Schemas['ServiceRequestSummary']>
export type ServiceRequest = ServiceSummary & Omit<Sent<Schemas['ServiceRequest']>, keyof ServiceSummary | 'form' | 'answers' | 'quota' | 'files' | 'entries'> & { form: FormDefinition; answers: Answers; quota: ServiceQuota | null; files: RecordFile[]; entries: ServiceEntry[] }
export type RequestQuery = NonNullable<operations['service_request_list']['parameters']['query']>

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(one: { id: string; version: number }): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } } }
}

export function forms(contract: string): Promise<ServiceForm[]> {
  return answer(api.GET('/api/v1/contracts/{id}/service-forms', at(contract)))
}

export function versions(contract: string, key: string): Promise<ServiceForm[]> {
  return answer(api.GET('/api/v1/contracts/{id}/service-forms/versions', { params: { path: { id: contract }, query: { key } } }))
}

export function saveForm(contract: string, body: FormEdit): Promise<ServiceForm> {
  return answer(api.POST('/api/v1/contracts/{id}/service-forms', { ...at(contract), body }))
}

export function list(query: RequestQuery): Promise<Page<ServiceSummary>> {
  return answer(api.GET('/api/v1/service-requests', { params: { query } }))
}

export function get(id: string): Promise<ServiceRequest> {
  return answer(api.GET('/api/v1/service-requests/{id}', at(id)))
}

/** `key` names this one, so that it is begun once however often it is sent. */
export function ask(contract: string, key: string, body: { form: string; title: string; work: string | null; answers: Answers; wanted_on: string | null }): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/contracts/{id}/service-requests', { params: { path: { id: contract }, header: { 'Idempotency-Key': key } }, body }))
}

export function edit(one: ServiceRequest, body: { title: string; work: string | null; answers: Answers; wanted_on: string }): Promise<ServiceRequest> {
  return answer(api.PATCH('/api/v1/service-requests/{id}', { ...asRead(one), body }))
}

export function submit(one: ServiceRequest): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/submit', asRead(one)))
}

export function estimate(one: ServiceRequest, days: string, note: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/estimate', { ...asRead(one), body: { days, note } }))
}

export function decide(one: ServiceRequest, body: { approve: boolean; note: string | null; due_on: string | null; outside: string | null }): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/decide', { ...asRead(one), body }))
}

export function take(one: ServiceRequest): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/take', asRead(one)))
}

export function finish(one: ServiceRequest, note: string, figures: Figure[]): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/finish', { ...asRead(one), body: { note, figures } }))
}

export function check(one: ServiceRequest, ok: boolean, note: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/check', { ...asRead(one), body: { ok, note: note || null } }))
}

export function accept(one: ServiceRequest, name: string, signature: string, note: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/accept', { ...asRead(one), body: { name, signature, note: note || null } }))
}

export function sendBack(one: ServiceRequest, reason: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/send-back', { ...asRead(one), body: { reason } }))
}

export function reschedule(one: ServiceRequest, due_on: string, reason: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/reschedule', { ...asRead(one), body: { due_on, reason } }))
}

export function cancel(one: ServiceRequest, reason: string): Promise<ServiceRequest> {
  return answer(api.POST('/api/v1/service-requests/{id}/cancel', { ...asRead(one), body: { reason } }))
}

export function addFile(id: string, file: File, part: string): Promise<RecordFile> {
  return answer(api.POST('/api/v1/service-requests/{id}/files', { params: { path: { id }, query: part ? { part } : {} }, body: { file: file.name }, bodySerializer: () => fileForm(file) }))
}

export function removeFile(id: string): Promise<unknown> {
  return answer(api.DELETE('/api/v1/catalogue/files/{id}', at(id)))
}

export const fileHref = (id: string): string => `/api/v1/catalogue/files/${id}`
