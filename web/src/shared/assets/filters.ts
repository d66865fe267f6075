import type { LocationQuery } from 'vue-router'

import type { AssetLevel, AssetQuery, AssetState } from '@/api/assets'

import { LEVELS, STATES } from './words'

/** What the list is asked for, as the address says it. */
export interface Filters {
  contract: string
  q: string
  class: string
  level: AssetLevel | ''
  state: AssetState | ''
  place: string
  differs: boolean
}

export const NONE: Filters = { contract: '', q: '', class: '', level: '', state: '', place: '', differs: false }

function textOf(query: LocationQuery, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

export function readFilters(query: LocationQuery): Filters {
  return {
    contract: textOf(query, 'contract'),
    q: textOf(query, 'q'),
    class: textOf(query, 'class'),
    level: LEVELS.find((one) => one === query.level) ?? '',
    state: STATES.find((one) => one === query.state) ?? '',
    place: textOf(query, 'place'),
    differs: query.differs === '1',
  }
}

/** The address that says the same; what is not asked for is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  const all = { ...filters, q: filters.q.trim(), differs: filters.differs ? '1' : '' }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** The same, as the server is asked. */
export function questionOf(filters: Filters): AssetQuery {
  const { differs, ...texts } = addressOf(filters)
  return { ...texts, ...(differs ? { differs: true } : {}) } as AssetQuery
}

/** Whether anything but the contract is asked for. */
export function isFiltered(filters: Filters): boolean {
  return Object.keys(addressOf({ ...filters, contract: '' })).length > 0
}
