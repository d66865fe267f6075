import type { Spare, SpareQuery } from '@/api/assets'
import type { Page } from '@/api/types'

const ROWS = 100
const MOST_LOW = 200

type Ask = (more: Pick<SpareQuery, 'low' | 'limit'>, after?: string) => Promise<Page<Spare>>

/** A page of spares, those that are low before all others; the server lists by code. */
export async function lowFirst(ask: Ask, onlyLow: boolean, after?: string): Promise<Page<Spare>> {
  if (onlyLow) return ask({ low: true, limit: ROWS }, after)
  const [low, page] = await Promise.all([after === undefined ? ask({ low: true, limit: MOST_LOW }) : null, ask({ limit: ROWS }, after)])
  return { items: [...(low?.items ?? []), ...page.items.filter((one) => !one.low)], next: page.next }
}
