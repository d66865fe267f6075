/** The register of certificates: what there is, what ends when, what is asked for, and what was met on the network. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type CertificateStanding = Schemas['CertificateStanding']
export type CertificateMedium = Schemas['CertificateMedium']
export type CertificateChecked = Sent<Schemas['CertificateChecked']>
export type Certificate = Omit<Sent<Schemas['Certificate']>, 'checked'> & { checked: CertificateChecked | null }
export type CertificateChange = Schemas['CertificateChange']
export type NewCertificate = Schemas['NewCertificate']
export type Forecast = Sent<Schemas['CertificateForecast']>
export type Seen = Sent<Schemas['CertificateSeen']>
export type Issuer = Schemas['CertificateIssuer']
export type ImportOutcome = Schemas['CertificateImportOutcome']
export type ImportRow = Sent<Schemas['CertificateImportRow']>
export type ImportResult = Omit<Schemas['CertificateImportResult'], 'rows'> & { rows: ImportRow[] }
export type RequestKind = Schemas['CertificateRequestKind']
export type RequestState = Schemas['CertificateRequestState']
export type Wanted = Sent<Schemas['CertificateWanted']>
export type Decided = Sent<Schemas['CertificateDecision']>
export type CertificateRequest = Omit<Sent<Schemas['CertificateRequest']>, 'wanted' | 'decided' | 'ended'> & { wanted: Wanted; decided: Decided | null; ended: Decided | null }
export type NewRequest = Partial<Schemas['NewCertificateRequest']> & { kind: RequestKind; reason: string }
export type Issued = Schemas['CertificateIssued']
export type CertificateQuery = NonNullable<operations['certificate_list']['parameters']['query']>
export type RequestQuery = NonNullable<operations['certificate_request_list']['parameters']['query']>

/** Certificates that are few are asked for one by one; the register is read for more. */
const FEW = 12
const MOST_ROWS = 200

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(id: string, version: number): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id }, header: { 'If-Match': `"${version}"` } } }
}

function formOf(file: File, password: string): FormData {
  const form = new FormData()
  // The password first: the server reads the parts in their order.
  if (password !== '') form.append('password', password)
  form.append('file', file, file.name)
  return form
}

export function list(query: CertificateQuery): Promise<Page<Certificate>> {
  return answer(api.GET('/api/v1/certificates', { params: { query } }))
}

export function get(id: string): Promise<Certificate> {
  return answer(api.GET('/api/v1/certificates/{id}', at(id)))
}

/** The certificates of these ids, in their order; those that nobody finds are left out. */
export async function ofIds(contract: string, ids: string[]): Promise<Certificate[]> {
  if (ids.length <= FEW) return Promise.all(ids.map(get))
  const missing = new Set(ids)
  const found = new Map<string, Certificate>()
  for (let after: string | null | undefined; missing.size > 0 && after !== null;) {
    const page: Page<Certificate> = await list({ contract, limit: MOST_ROWS, ...(after ? { after } : {}) })
    page.items.filter((one) => missing.delete(one.id)).forEach((one) => found.set(one.id, one))
    after = page.next
  }
  return ids.flatMap((id) => found.get(id) ?? [])
}

export function add(contract: string, body: NewCertificate): Promise<Certificate> {
  return answer(api.POST('/api/v1/contracts/{id}/certificates', { ...at(contract), body }))
}

export function change(id: string, version: number, body: CertificateChange): Promise<Certificate> {
  return answer(api.PATCH('/api/v1/certificates/{id}', { ...asRead(id, version), body }))
}

/** Asks the issuer about it, or looks it up in its list; the answer is the certificate with what came out. */
export function check(id: string): Promise<Certificate> {
  return answer(api.POST('/api/v1/certificates/{id}/check', at(id)))
}

export function forecast(contract: string): Promise<Forecast> {
  return answer(api.GET('/api/v1/contracts/{id}/certificates/forecast', at(contract)))
}

export function seen(contract: string): Promise<Seen[]> {
  return answer(api.GET('/api/v1/contracts/{id}/certificates/seen', at(contract)))
}

export function issuers(contract: string): Promise<Issuer[]> {
  return answer(api.GET('/api/v1/contracts/{id}/certificates/issuers', at(contract)))
}

export function addIssuers(contract: string, file: File): Promise<Issuer[]> {
  return answer(api.POST('/api/v1/contracts/{id}/certificates/issuers', { ...at(contract), body: { file: file.name }, bodySerializer: () => formOf(file, '') }))
}

/** `preview` only looks what would become of each row and keeps nothing. */
export function importFile(contract: string, file: File, password: string, preview: boolean): Promise<ImportResult> {
  return answer(api.POST('/api/v1/contracts/{id}/certificates/import', { params: { path: { id: contract }, query: { preview } }, body: { file: file.name }, bodySerializer: () => formOf(file, password) }))
}

/** The register as an Excel file, or the empty table to be filled in. */
export function exported(contract: string, template: boolean): Promise<Blob> {
  return answer(api.GET('/api/v1/contracts/{id}/certificates/export', { params: { path: { id: contract }, query: template ? { template } : {} }, parseAs: 'blob' }))
}

export const requests = {
  list(query: RequestQuery): Promise<Page<CertificateRequest>> {
    return answer(api.GET('/api/v1/certificate-requests', { params: { query } }))
  },
  get(id: string): Promise<CertificateRequest> {
    return answer(api.GET('/api/v1/certificate-requests/{id}', at(id)))
  },
  ask(contract: string, body: NewRequest): Promise<CertificateRequest> {
    return answer(api.POST('/api/v1/contracts/{id}/certificate-requests', { ...at(contract), body: body as Schemas['NewCertificateRequest'] }))
  },
  decide(id: string, version: number, approve: boolean, note: string): Promise<CertificateRequest> {
    return answer(api.POST('/api/v1/certificate-requests/{id}/decide', { ...asRead(id, version), body: { approve, note: note || null } }))
  },
  finish(id: string, version: number, issued: Issued[], note: string): Promise<CertificateRequest> {
    return answer(api.POST('/api/v1/certificate-requests/{id}/finish', { ...asRead(id, version), body: { issued, note: note || null } }))
  },
  withdraw(id: string, version: number): Promise<CertificateRequest> {
    return answer(api.POST('/api/v1/certificate-requests/{id}/withdraw', asRead(id, version)))
  },
}
