import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { Chosen, Notice } from '@/api/notices'

/** What the list is asked for, in the words of its address. */
export interface Filters {
  show: '' | 'unread'
  contract: string
  occasion: string
}

export function filtersFrom(query: LocationQuery): Filters {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  return { show: text('show') === 'unread' ? 'unread' : '', contract: text('contract'), occasion: text('occasion') }
}

/** Only what differs from the whole list stands in the address. */
export function addressOf(filters: Filters): LocationQueryRaw {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}

export function questionOf(filters: Filters): Chosen {
  return {
    ...(filters.show === 'unread' ? { unread: true } : {}),
    ...(filters.contract ? { contract: filters.contract } : {}),
    ...(filters.occasion ? { occasion: filters.occasion as Notice['occasion'] } : {}),
  }
}

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== '')
}
