import type { LocationQuery } from 'vue-router'

import { LOOKS, type Look } from '@/shared/inventory/inventory'

/** What is shown, as the address says it. */
export interface Filters {
  contract: string
  state: Look | ''
}

export function readFilters(query: LocationQuery): Filters {
  return { contract: typeof query.contract === 'string' ? query.contract : '', state: LOOKS.find((one) => one === query.state) ?? '' }
}

/** The address that says the same; what is not asked for is left out. */
export function addressOf(filters: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== ''))
}
