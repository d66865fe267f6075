import type { Scheduled } from '@/api/billing'
import type { TicketRow } from '@/api/types'

import { addDays } from '../parts/days'

/** How far ahead payments are announced. */
const PAYMENT_DAYS = 60

/** Payments that are not made, the earliest day first; those without a day wait for something and come last. */
export function unpaid(lines: Scheduled[], contracts: string[]): Scheduled[] {
  const open = lines.filter(({ contract_id: id, line }) => contracts.includes(id) && line.state !== 'paid')
  return open.sort((a, b) => (a.line.due_on ?? '9').localeCompare(b.line.due_on ?? '9'))
}

/** Those that can be paid now, or whose day is near or over. */
export function paymentsDue(open: Scheduled[], today: string): Scheduled[] {
  const last = addDays(today, PAYMENT_DAYS)
  return open.filter(({ line }) => ['payable', 'due', 'part_paid'].includes(line.state) || (line.due_on !== null && line.due_on <= last))
}

export interface Troubles {
  live: number
  overdue: number
  /** Worst first. */
  rows: TicketRow[]
}

/** What is wrong now: overdue ones first, then the more severe, then what falls due next. */
export function troublesOf(rows: TicketRow[]): Troubles {
  const unfinished = rows.filter((row) => row.state !== 'resolved')
  const sorted = [...unfinished].sort((a, b) => Number(isOverdue(b)) - Number(isOverdue(a)) || a.level - b.level || when(a) - when(b))
  return { live: unfinished.length, overdue: unfinished.filter(isOverdue).length, rows: sorted }
}

export function isOverdue(row: TicketRow): boolean {
  return row.clocks.some((clock) => clock.overdue && clock.stopped_at === null)
}

function when(row: TicketRow): number {
  return row.next_due_at === null ? Number.POSITIVE_INFINITY : Date.parse(row.next_due_at)
}
