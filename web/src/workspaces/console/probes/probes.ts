import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { Probe } from '@/api/probing'

/** How a probe is shown: its state, or that nobody looks. */
export type Look = Probe['state'] | 'paused'

export const LOOKS: Look[] = ['down', 'warning', 'unknown', 'up', 'paused']

export interface Filters {
  contract: string
  state: string
  q: string
}

const NAMES = ['contract', 'state', 'q'] as const

export function filtersFrom(query: LocationQuery): Filters {
  const read = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  const state = read('state')
  return { contract: read('contract'), state: (LOOKS as string[]).includes(state) ? state : '', q: read('q') }
}

/** Only what narrows the list stands in the address. */
export function addressOf(filters: Filters): LocationQueryRaw {
  return Object.fromEntries(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]))
}

export function lookOf(probe: Probe): Look {
  return probe.enabled ? probe.state : 'paused'
}

/** What somebody should see to. One that was never looked at yet is no trouble. */
export function isTrouble(probe: Probe, look: Look = lookOf(probe)): boolean {
  return look === 'down' || look === 'warning' || (look === 'unknown' && probe.last_at !== null)
}

/** Whether a probe is asked for; the server knows neither pauses nor words. */
export function fits(probe: Probe, filters: Filters): boolean {
  if (filters.contract !== '' && probe.contract_id !== filters.contract) return false
  if (filters.state !== '' && lookOf(probe) !== filters.state) return false
  const words = filters.q.trim().toLowerCase().split(/\s+/)
  const text = `${probe.system} ${probe.title} ${probe.last_text ?? ''}`.toLowerCase()
  return words.every((word) => text.includes(word))
}

export interface Group {
  contract: string
  system: string
  probes: Probe[]
}

export interface Layout {
  /** The gravest first, and of these what lasts longest. */
  troubles: Probe[]
  /** Everything else by contract and system. */
  groups: Group[]
}

/** Where each probe stands; `places` holds what stands where it stood, so that nothing jumps while one reads. */
export function layoutOf(probes: Probe[], places: Map<string, Look>, prefixOf: (contract: string) => string): Layout {
  const placed = (probe: Probe): Look => places.get(probe.id) ?? lookOf(probe)
  const rank = (probe: Probe): number => LOOKS.indexOf(placed(probe))
  const text = (one: string, other: string): number => one.localeCompare(other, 'zh-CN', { numeric: true })
  const troubles = probes
    .filter((probe) => isTrouble(probe, placed(probe)))
    .sort((one, other) => rank(one) - rank(other) || (one.since ?? '').localeCompare(other.since ?? '') || text(one.id, other.id))
  const groups = new Map<string, Group>()
  for (const probe of probes) {
    if (isTrouble(probe, placed(probe))) continue
    const key = `${probe.contract_id} ${probe.system_id}`
    const group = groups.get(key) ?? { contract: probe.contract_id, system: probe.system, probes: [] }
    group.probes.push(probe)
    groups.set(key, group)
  }
  const sorted = [...groups.values()].sort((one, other) => text(prefixOf(one.contract), prefixOf(other.contract)) || text(one.system, other.system))
  sorted.forEach((group) => group.probes.sort((one, other) => text(one.title, other.title)))
  return { troubles, groups: sorted }
}

/** How many stand where they would no longer be put. */
export function movedOf(probes: Probe[], places: Map<string, Look>): number {
  return probes.filter((probe) => {
    const place = places.get(probe.id)
    return place !== undefined && place !== lookOf(probe) && (isTrouble(probe, place) || isTrouble(probe))
  }).length
}

export function countsOf(probes: Probe[]): Record<Look, number> {
  const counts: Record<Look, number> = { down: 0, warning: 0, unknown: 0, up: 0, paused: 0 }
  probes.forEach((probe) => (counts[lookOf(probe)] += 1))
  return counts
}
