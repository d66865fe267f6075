import { call } from './client'
import type { Catalogue, ContractSummary, Finding, Page } from './types'

export async function list(): Promise<ContractSummary[]> {
  const answer = await call<ContractSummary[] | Page<ContractSummary>>('GET', '/contracts')
  return Array.isArray(answer) ? answer : answer.items
}

export function catalogue(id: string): Promise<Catalogue> {
  return call('GET', `/contracts/${id}/catalogue`)
}

export function get(id: string): Promise<ContractSummary> {
  return call('GET', `/contracts/${id}`)
}

export async function findings(id: string): Promise<Finding[]> {
  const answer = await call<Finding[] | { findings: Finding[] } | Page<Finding>>('GET', `/contracts/${id}/findings`)
  if (Array.isArray(answer)) return answer
  return 'findings' in answer ? answer.findings : answer.items
}
