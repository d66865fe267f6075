import type { OutboxQuery, OutboxState } from '@/api/notify'

import { STATES } from './advice'

export const WAYS = ['email', 'sms', 'robot', 'push'] as const

/** Days are days in China, `2026-11-21`; `to` is the last one and counted in. */
export interface OutboxFilters {
  state: string
  contract: string
  way: string
  from: string
  to: string
}

const DAY_MS = 86_400_000
const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What the server is asked: days become moments in China; what is no value is not asked for. */
export function outboxQuestion(filters: OutboxFilters): OutboxQuery {
  const [from, to] = [moment(filters.from), moment(filters.to)]
  return {
    ...(STATES.some((state) => state === filters.state) ? { state: filters.state as OutboxState } : {}),
    ...(ID.test(filters.contract) ? { contract: filters.contract } : {}),
    ...(WAYS.some((way) => way === filters.way) ? { way: filters.way } : {}),
    ...(from === null ? {} : { from: new Date(from).toISOString() }),
    ...(to === null ? {} : { to: new Date(to + DAY_MS).toISOString() }),
  }
}

function moment(day: string): number | null {
  const ms = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(ms) ? null : ms
}
