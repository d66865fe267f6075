/** Vulnerabilities, evaluations, pledges of confidentiality, what goes back at the end, and the year in figures. */

import { answer, api } from './client'
import { fileForm } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type Source = Schemas['VulnerabilitySource']
export type Severity = Schemas['VulnerabilitySeverity']
export type State = Schemas['VulnerabilityState']
export type Decision = Schemas['VulnerabilityDecision']
export type DueState = Schemas['VulnerabilityDueState']
export type Rule = Sent<Schemas['SecurityRule']>
export type Report = Omit<Sent<Schemas['VulnerabilityReport']>, 'by_rule'> & { by_rule: Rule }
export type Vulnerability = Omit<Sent<Schemas['Vulnerability']>, 'by_rule' | 'report'> & { by_rule: Rule | null; report: Report | null }
export type Step = Omit<Sent<Schemas['VulnerabilityStep']>, 'data'> & { data: Record<string, unknown> }
export type Detail = Vulnerability & { steps: Step[]; files: Schemas['RecordFile'][] }
export type Count = Schemas['VulnerabilityCount']
export type NewVulnerability = Schemas['NewVulnerability']
export type Correction = Schemas['VulnerabilityCorrection']
export type Analysis = Schemas['VulnerabilityAnalysis']
export type ImportResult = Schemas['VulnerabilityImportResult']
export type Terms = Omit<Sent<Schemas['SecurityTerms']>, 'fix' | 'report' | 'evaluation' | 'pledge' | 'data_return'> & { [K in 'fix' | 'report' | 'evaluation' | 'pledge' | 'data_return']: Rule | null }
export type Evaluation = Omit<Sent<Schemas['SecurityEvaluation']>, 'by_rule'> & { by_rule: Rule | null }
export type EvaluationResult = Schemas['SecurityEvaluationResult']
export type Finding = Sent<Schemas['SecurityFinding']>
export type EvaluationDetail = Evaluation & { findings: Finding[]; files: Schemas['RecordFile'][] }
export type Pledge = Omit<Sent<Schemas['SecurityPledge']>, 'by_rule'> & { by_rule: Rule | null }
export type Pledges = Omit<Schemas['SecurityPledges'], 'items'> & { items: Pledge[] }
export type ReturnWay = Schemas['SecurityReturnWay']
export type ReturnItem = Sent<Schemas['SecurityReturnItem']>
export type DataReturn = Omit<Sent<Schemas['SecurityReturn']>, 'by_rule' | 'items'> & { by_rule: Rule | null; items: ReturnItem[] }
export type Year = Omit<Sent<Schemas['SecurityYear']>, 'severities' | 'evaluations'> & { severities: Sent<Schemas['SecuritySeverityYear']>[]; evaluations: Evaluation[] }
export type Query = NonNullable<operations['vulnerability_list']['parameters']['query']>
/** What files belong to. */
export type Thing = 'vulnerability' | 'evaluation' | 'finding' | 'pledge' | 'return'

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(one: { id: string; version: number }): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } } }
}

export function list(query: Query): Promise<Page<Vulnerability>> {
  return answer(api.GET('/api/v1/vulnerabilities', { params: { query } }))
}

export function get(id: string): Promise<Detail> {
  return answer(api.GET('/api/v1/vulnerabilities/{id}', at(id))) as Promise<Detail>
}

export function counts(contract: string): Promise<Count[]> {
  return answer(api.GET('/api/v1/contracts/{id}/vulnerabilities/counts', at(contract)))
}

export function takeIn(contract: string, body: NewVulnerability): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/contracts/{id}/vulnerabilities', { ...at(contract), body }))
}

export function correct(one: Vulnerability, body: Correction): Promise<Vulnerability> {
  return answer(api.PATCH('/api/v1/vulnerabilities/{id}', { ...asRead(one), body }))
}

export function analyse(id: string, body: Analysis): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/analyse', { ...at(id), body }))
}

export function fix(id: string, body: { text: string; fixed_on: string | null; change: string | null }): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/fix', { ...at(id), body }))
}

export function retest(id: string, body: { passed: boolean; text: string; tested_on: string | null }): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/retest', { ...at(id), body }))
}

export function feedBack(id: string, text: string): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/feed-back', { ...at(id), body: { text } }))
}

export function confirm(id: string, note: string): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/confirm', { ...at(id), body: { note } }))
}

export function sendBack(id: string, reason: string): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/send-back', { ...at(id), body: { reason } }))
}

export function report(id: string, body: { text: string; reported_on: string | null }): Promise<Vulnerability> {
  return answer(api.POST('/api/v1/vulnerabilities/{id}/report', { ...at(id), body }))
}

export function importScan(contract: string, file: File, preview: boolean): Promise<ImportResult> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/contracts/{id}/vulnerabilities/import', { params: { path: { id: contract }, query: { preview } }, body: { file: file.name }, bodySerializer: () => form }))
}

export function scanTemplate(contract: string): Promise<Blob> {
  return answer(api.GET('/api/v1/contracts/{id}/vulnerabilities/template', { ...at(contract), parseAs: 'blob' })) as Promise<Blob>
}

export function terms(contract: string): Promise<Terms> {
  return answer(api.GET('/api/v1/contracts/{id}/security/terms', at(contract)))
}

export function setTerms(contract: string, body: Schemas['NewSecurityTerms']): Promise<Terms> {
  return answer(api.PUT('/api/v1/contracts/{id}/security/terms', { ...at(contract), body }))
}

export function evaluations(contract: string): Promise<Evaluation[]> {
  return answer(api.GET('/api/v1/contracts/{id}/security/evaluations', at(contract)))
}

export function evaluation(id: string): Promise<EvaluationDetail> {
  return answer(api.GET('/api/v1/security/evaluations/{id}', at(id))) as Promise<EvaluationDetail>
}

export function addEvaluation(contract: string, body: Schemas['NewSecurityEvaluation']): Promise<EvaluationDetail> {
  return answer(api.POST('/api/v1/contracts/{id}/security/evaluations', { ...at(contract), body })) as Promise<EvaluationDetail>
}

export function changeEvaluation(one: Evaluation, body: Schemas['SecurityEvaluationChange']): Promise<EvaluationDetail> {
  return answer(api.PATCH('/api/v1/security/evaluations/{id}', { ...asRead(one), body })) as Promise<EvaluationDetail>
}

export function addFinding(evaluation: string, body: Schemas['NewSecurityFinding']): Promise<Finding> {
  return answer(api.POST('/api/v1/security/evaluations/{id}/findings', { ...at(evaluation), body }))
}

export function endFinding(id: string, body: Schemas['SecurityFindingEnd']): Promise<Finding> {
  return answer(api.POST('/api/v1/security/findings/{id}/end', { ...at(id), body }))
}

export function importFindings(evaluation: string, file: File, preview: boolean): Promise<Schemas['SecurityFindingImportResult']> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/security/evaluations/{id}/findings/import', { params: { path: { id: evaluation }, query: { preview } }, body: { file: file.name }, bodySerializer: () => form }))
}

export function findingTemplate(contract: string): Promise<Blob> {
  return answer(api.GET('/api/v1/contracts/{id}/security/findings/template', { ...at(contract), parseAs: 'blob' })) as Promise<Blob>
}

export function pledges(contract: string): Promise<Pledges> {
  return answer(api.GET('/api/v1/contracts/{id}/security/pledges', at(contract)))
}

export function addPledge(contract: string, body: Schemas['NewSecurityPledge']): Promise<Pledge> {
  return answer(api.POST('/api/v1/contracts/{id}/security/pledges', { ...at(contract), body }))
}

export function changePledge(one: Pledge, body: Schemas['SecurityPledgeChange']): Promise<Pledge> {
  return answer(api.PATCH('/api/v1/security/pledges/{id}', { ...asRead(one), body }))
}

export function returns(contract: string): Promise<DataReturn[]> {
  return answer(api.GET('/api/v1/contracts/{id}/security/returns', at(contract)))
}

export function addReturn(contract: string, body: Schemas['NewSecurityReturn']): Promise<DataReturn> {
  return answer(api.POST('/api/v1/contracts/{id}/security/returns', { ...at(contract), body }))
}

export function addReturnItem(id: string, body: Schemas['NewSecurityReturnItem']): Promise<DataReturn> {
  return answer(api.POST('/api/v1/security/returns/{id}/items', { ...at(id), body }))
}

export function settle(item: string, body: Schemas['SecurityReturnSettlement']): Promise<DataReturn> {
  return answer(api.PUT('/api/v1/security/return-items/{id}', { ...at(item), body }))
}

export function witness(id: string, name: string, image: string): Promise<DataReturn> {
  return answer(api.POST('/api/v1/security/returns/{id}/witness', { ...at(id), body: { name, image } }))
}

export function year(contract: string, year: number): Promise<Year> {
  return answer(api.GET('/api/v1/contracts/{id}/security/year/{year}', { params: { path: { id: contract, year } } }))
}

export function yearHref(contract: string, year: number): string {
  return `/api/v1/contracts/${contract}/security/year/${year}/export`
}

export function addFile(thing: Thing, id: string, part: string, file: File): Promise<unknown> {
  const form = fileForm(file)
  const more = { params: { path: { id }, query: { part } }, body: { file: file.name }, bodySerializer: () => form }
  switch (thing) {
    case 'vulnerability':
      return answer(api.POST('/api/v1/vulnerabilities/{id}/files', more))
    case 'evaluation':
      return answer(api.POST('/api/v1/security/evaluations/{id}/files', more))
    case 'finding':
      return answer(api.POST('/api/v1/security/findings/{id}/files', more))
    case 'pledge':
      return answer(api.POST('/api/v1/security/pledges/{id}/files', more))
    case 'return':
      return answer(api.POST('/api/v1/security/returns/{id}/files', more))
  }
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/security/files/${id}`
}
