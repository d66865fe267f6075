import type { Plan, PlannedPayment } from '@/api/plan'
import type { ContractSummary, TicketRow } from '@/api/types'

import { addDays } from '../parts/days'

/** How far ahead payments are announced. */
const PAYMENT_DAYS = 60

export interface OfContract<T> {
  contract: ContractSummary
  one: T
  day: string
}

export interface ContractPlan {
  contract: ContractSummary
  plan: Plan
}

/** Payments of the client whose agreed day is past or near. */
export function paymentsDue(plans: ContractPlan[], today: string): OfContract<PlannedPayment>[] {
  const last = addDays(today, PAYMENT_DAYS)
  return byDay(
    plans.flatMap(({ contract, plan }) =>
      owed(plan).flatMap((one) => {
        const day = dayOfPayment(one)
        return day !== null && day >= today && day <= last ? [{ contract, one, day }] : []
      }),
    ),
  )
}

export function owed(plan: Plan): PlannedPayment[] {
  return plan.payments.filter((one) => one.payer === 'client')
}

/** The first day that the contract names for it, if it names one. */
export function dayOfPayment(payment: PlannedPayment): string | null {
  return payment.due.map((one) => one.day).filter((day): day is string => day !== null).sort()[0] ?? null
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

function byDay<T extends { day: string }>(all: T[]): T[] {
  return all.sort((a, b) => a.day.localeCompare(b.day))
}
