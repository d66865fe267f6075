import type { LocationQuery } from 'vue-router'

import type { ArticleQuery, ArticleState } from '@/api/knowledge'

export const STATES: ArticleState[] = ['draft', 'review', 'published', 'expired', 'retired']
/** In the address, for those of the whole house. */
export const HOUSE = 'house'

/** What the list is asked for, as the address says it. */
export interface Filters {
  q: string
  /** Id of a contract, `house`, or empty for all. */
  contract: string
  service: string
  state: ArticleState | ''
  due: boolean
}

export const NONE: Filters = { q: '', contract: '', service: '', state: '', due: false }

function textOf(query: LocationQuery, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

export function readFilters(query: LocationQuery): Filters {
  const state = STATES.find((one) => one === query.state) ?? ''
  return { q: textOf(query, 'q'), contract: textOf(query, 'contract'), service: textOf(query, 'service'), state, due: query.due === '1' }
}

/** The address that says the same; what is not asked for is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  const { q, contract, service, state, due } = filters
  const all = { q: q.trim(), contract, service: contract === '' || contract === HOUSE ? '' : service, state, due: due ? '1' : '' }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

export function questionOf(filters: Filters): ArticleQuery {
  const { q, contract, service, state, due } = filters
  return {
    ...(q.trim() === '' ? {} : { q: q.trim() }),
    ...(contract === HOUSE ? { house: true } : contract === '' ? {} : { contract }),
    ...(service === '' ? {} : { service }),
    ...(state === '' ? {} : { state }),
    ...(due ? { due } : {}),
  }
}
