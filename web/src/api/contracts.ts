import { call } from './client'
import type { Catalogue, ContractSummary, Finding, Page } from './types'

export async function list(): Promise<ContractSummary[]> {
  const answer = await call<ContractSummary[] | Page<ContractSummary>>('GET', '/contracts')
  return Array.isArray(answer) ? answer : answer.items
}

export function catalogue(id: string): Promise<Catalogue> {
  return call('GET', `/contracts/${id}/catalogue`)
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

export function get(id: string): Promise<ContractSummary> {
  return call('GET', `/contracts/${id}`)
}

export async function findings(id: string): Promise<Finding[]> {
  const answer = await call<Finding[] | { findings: Finding[] } | Page<Finding>>('GET', `/contracts/${id}/findings`)
  if (Array.isArray(answer)) return answer
  return 'findings' in answer ? answer.findings : answer.items
}
