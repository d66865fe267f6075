import { describe, expect, it } from 'vitest'

import type { Scheduled } from '@/api/billing'
import type { Clock, TicketRow } from '@/api/types'

import { paymentsDue, troublesOf, unpaid } from './waiting'

const TODAY = '2026-11-21'

describe('what is owed', () => {
  const pay = (key: string, state: string, due_on: string | null, contract_id = 'c') => ({ contract_id, line: { key, state, due_on } }) as unknown as Scheduled
  const ALL = [pay('late', 'due', '2026-11-01'), pay('far', 'planned', '2027-06-01'), pay('paid', 'paid', '2026-10-01'), pay('waits', 'withheld', null), pay('near', 'planned', '2026-12-25'), pay('other', 'due', '2026-11-02', 'd'), pay('ready', 'payable', null)]
  const keys = (lines: Scheduled[]): string => lines.map(({ line }) => line.key).join(' ')

  it('is what is not paid of the contracts that are looked at, the earliest first', () => expect(keys(unpaid(ALL, ['c']))).toBe('late near far waits ready'))

  it('waits for the client where it can be paid or its day is near', () => expect(keys(paymentsDue(unpaid(ALL, ['c']), TODAY))).toBe('late near ready'))
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
