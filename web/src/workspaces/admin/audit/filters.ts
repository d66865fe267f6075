import type { AuditQuery } from '@/api/types'

export const FILTERS = ['action', 'contract', 'actor', 'subject', 'from', 'to'] as const

/** Days are days in China, `2026-11-21`; `to` is the last one and counted in. */
export type AuditFilters = Record<(typeof FILTERS)[number], string>

const DAY_MS = 86_400_000
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Days become moments in China; the last day is counted in whole. What is no id is not asked for. */
export function questionOf(filters: AuditFilters): AuditQuery {
  const from = moment(filters.from)
  const to = moment(filters.to)
  const ids = (['contract', 'actor', 'subject'] as const).filter((key) => ID.test(filters[key]))
  return {
    ...(filters.action.trim() ? { action: filters.action.trim() } : {}),
    ...Object.fromEntries(ids.map((key) => [key, filters[key]])),
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to + DAY_MS).toISOString() }),
  }
}

function moment(day: string): number | null {
  const ms = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(ms) ? null : ms
}
