import type { AuditQuery } from '@/api/types'

export interface AuditFilters {
  action: string
  /** First day, in China: `2026-11-21`. */
  from: string
  /** Last day, counted in. */
  to: string
}

const DAY_MS = 86_400_000

/** Days become moments in China; the last day is counted in whole. */
export function questionOf(filters: AuditFilters): AuditQuery {
  const from = moment(filters.from)
  const to = moment(filters.to)
  return {
    ...(filters.action.trim() ? { action: filters.action.trim() } : {}),
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to + DAY_MS).toISOString() }),
  }
}

function moment(day: string): number | null {
  const ms = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(ms) ? null : ms
}
