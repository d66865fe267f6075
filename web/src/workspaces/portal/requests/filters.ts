import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { TicketQuery } from '@/api/types'

/** What the list is asked for, in the words of its address; the contract is chosen for the whole portal. */
export interface Filters {
  state: string
  kind: string
  due: string
  q: string
  sort: string
}

export const DEFAULTS: Filters = { state: 'live', kind: '', due: '', q: '', sort: 'updated' }

/** The states as the client speaks of them, and the server's words for each. */
export const STATES = ['live', 'resolved', 'closed', 'cancelled', ''] as const
export const SORTS = ['updated', 'opened', 'due'] as const
export const DUES = ['breached', 'breaching'] as const

export function filtersFrom(query: LocationQuery): Filters {
  const filters = { ...DEFAULTS }
  for (const name of Object.keys(DEFAULTS) as (keyof Filters)[]) {
    const value = query[name]
    if (typeof value === 'string') filters[name] = value
  }
  return filters
}

/** Only what differs from the usual list stands in the address; what else stands there is left alone. */
export function addressOf(filters: Filters, query: LocationQuery): LocationQueryRaw {
  const address: LocationQueryRaw = { ...query }
  for (const name of Object.keys(DEFAULTS) as (keyof Filters)[]) {
    if (filters[name] === DEFAULTS[name]) delete address[name]
    else address[name] = filters[name]
  }
  return address
}

export function questionOf(filters: Filters, contract: string): TicketQuery {
  return {
    contract: contract || undefined,
    state: filters.state === 'cancelled' ? 'cancelled,merged' : filters.state || undefined,
    kind: filters.kind || undefined,
    alarm: filters.due || undefined,
    q: filters.q.trim() || undefined,
    sort: filters.sort,
  }
}

export function isFiltered(filters: Filters): boolean {
  return (Object.keys(DEFAULTS) as (keyof Filters)[]).some((name) => name !== 'sort' && filters[name] !== DEFAULTS[name])
}
