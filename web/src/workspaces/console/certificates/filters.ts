import type { LocationQuery } from 'vue-router'

import type { CertificateQuery, CertificateStanding } from '@/api/certificates'
import { STANDINGS } from '@/shared/certificates/register'

export const ALL = 'all'

/** What the list is asked for, as the address says it. Without a state it shows those in use. */
export interface Filters {
  contract: string
  state: CertificateStanding | typeof ALL
  from: string
  before: string
  q: string
}

export const NONE: Filters = { contract: '', state: 'issued', from: '', before: '', q: '' }

const DAY = /^\d{4}-\d{2}-\d{2}$/

function textOf(query: LocationQuery, name: string): string {
  const value = query[name]
  return typeof value === 'string' ? value : ''
}

function dayOf(query: LocationQuery, name: string): string {
  const value = textOf(query, name)
  return DAY.test(value) ? value : ''
}

export function readFilters(query: LocationQuery): Filters {
  const state = query.state === ALL ? ALL : (STANDINGS.find((one) => one === query.state) ?? NONE.state)
  return { contract: textOf(query, 'contract'), state, from: dayOf(query, 'from'), before: dayOf(query, 'before'), q: textOf(query, 'q') }
}

/** The address that says the same; what is not asked for is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  const all = { ...filters, q: filters.q.trim(), state: filters.state === NONE.state ? '' : filters.state }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

export function questionOf(filters: Filters): CertificateQuery {
  const { contract, state, from, before } = filters
  const q = filters.q.trim()
  return {
    ...(contract === '' ? {} : { contract }),
    ...(state === ALL ? {} : { state }),
    ...(from === '' ? {} : { expires_from: from }),
    ...(before === '' ? {} : { expires_before: before }),
    ...(q === '' ? {} : { q }),
  }
}

/** The days of a month as the filters say them; `2026-12` ends before `2027-01-01`. */
export function spanOf(month: string): { from: string; before: string } {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
  return { from: `${month}-01`, before: `${next}-01` }
}

/** The month that the filters say, if they say one. */
export function monthOf(filters: Pick<Filters, 'from' | 'before'>): string {
  const month = filters.from.slice(0, 7)
  return filters.from !== '' && filters.from === spanOf(month).from && filters.before === spanOf(month).before ? month : ''
}
