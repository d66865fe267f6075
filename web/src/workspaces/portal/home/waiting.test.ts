import { describe, expect, it } from 'vitest'

import type { Plan, PlannedPayment } from '@/api/plan'
import type { Clock, ContractSummary, TicketRow } from '@/api/types'

import { paymentsDue, troublesOf } from './waiting'

const TODAY = '2026-11-21'
const contract = { id: 'c', prefix: 'HS' } as ContractSummary

function planOf(payments: Partial<PlannedPayment>[]) {
  return [{ contract, plan: { payments } as unknown as Plan }]
}

describe('what waits for the client', () => {
  it('is a payment of its own with a day that is near, the nearest first', () => {
    const pay = (payer: 'client' | 'vendor', day: string | null) => ({ payer, due: [{ text: '', day }] })
    const shown = paymentsDue(planOf([pay('client', '2026-12-25'), pay('client', '2026-12-01'), pay('vendor', '2026-12-01'), pay('client', null), pay('client', '2024-10-01')]), TODAY)
    expect(shown.map((one) => one.day)).toEqual(['2026-12-01', '2026-12-25'])
  })
})

describe('what is wrong now', () => {
  const ticket = (level: number, overdue: boolean, state = 'working') =>
    ({ id: `${level}${overdue}${state}`, level, state, next_due_at: null, clocks: [{ overdue, stopped_at: null } as Clock] }) as TicketRow

  it('puts what is late before what is severe, and leaves out what waits for acceptance', () => {
    const { live, overdue, rows } = troublesOf([ticket(3, false), ticket(1, false), ticket(4, true), ticket(1, true, 'resolved')])
    expect([live, overdue]).toEqual([3, 1])
    expect(rows.map((row) => row.level)).toEqual([4, 1, 3])
  })
})
