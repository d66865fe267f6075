import { call } from './client'
import type { Catalogue, ContractDetail, ContractSummary } from './types'

export function list(): Promise<ContractSummary[]> {
  return call('GET', '/contracts')
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

export function get(id: string): Promise<ContractDetail> {
  return call('GET', `/contracts/${id}`)
}
