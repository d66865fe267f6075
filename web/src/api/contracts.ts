import { answer, api } from './client'
import type { Catalogue, ContractDetail, ContractSummary } from './types'

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
