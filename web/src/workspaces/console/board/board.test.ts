import { describe, expect, it } from 'vitest'

import type { TicketRow } from '@/api/types'

import { clockBoard, dueBoard, openBoard, openBy, rateOf, riskBoard, riskOf, type DueOf, type RiskOf } from './board'

const NOW = Date.parse('2026-11-21T10:00:00Z')
const ticket = (contract_id: string, clock: Partial<TicketRow['clocks'][number]>): TicketRow => ({ contract_id, clocks: [{ overdue: false, stopped_at: null, state: 'running', started_at: '2026-11-21T00:00:00Z', due_at: '2026-11-22T00:00:00Z', ...clock }] }) as unknown as TicketRow
const due = (prefix: string, day: string): DueOf => ({ prefix, contract: prefix, duty: { due: day } as DueOf['duty'] })

describe('the board', () => {
  it('tells open work by contract: late, nearly late, other', () => {
    const rows = openBy([ticket('a', { overdue: true }), ticket('a', { due_at: '2026-11-21T11:00:00Z' }), ticket('a', {}), ticket('b', {}), ticket('b', { overdue: true, stopped_at: '2026-11-21T01:00:00Z' })], (id) => id.toUpperCase(), NOW)
    expect(rows).toEqual([{ prefix: 'A', overdue: 1, near: 1, other: 1 }, { prefix: 'B', overdue: 0, near: 0, other: 2 }])
    expect(openBoard(rows, false).title).toBe('在办 5 件，1 件已超时；最多的是 A，3 件')
    expect(openBoard([], false).title).toBe('没有在办的工单')
  })

  it('gives the rate of the last month in which a clock ended', () => {
    expect(rateOf({ month: '2026-11', met: 2, breached: 1 })).toBe(66.7)
    expect(clockBoard([{ month: '2026-10', met: 9, breached: 1 }, { month: '2026-11', met: 0, breached: 0 }]).title).toBe('2026-10 时限达标 90 %，1 项超时')
  })

  it('counts what falls due on each day', () => {
    const board = dueBoard([due('HS', '2026-11-22'), due('HC', '2026-11-22'), due('HS', '2026-11-23')], ['2026-11-21', '2026-11-22', '2026-11-23'])
    expect(board.title).toBe('今后 3 天有 3 项到期，11-22 最多，2 项')
    expect(board.table.rows).toEqual([['2026-11-21', 0, 0], ['2026-11-22', 1, 1], ['2026-11-23', 0, 1]])
  })

  it('adds up money at risk to the fen', () => {
    const of = { prefix: 'HC', account: { penalties: [{ proposed: '90150.00', owed: '0.00', decision: null, counted_as: null }, { proposed: '10.01', owed: '10.01', decision: {}, counted_as: null }], lines: [{ state: 'withheld', open: '540900.00' }, { state: 'paid', open: '0.00' }] } } as unknown as RiskOf
    expect(riskOf(of)).toEqual({ prefix: 'HC', proposed: '90150.00', owed: '10.01', withheld: '540900.00', n: 1 })
    expect(riskBoard([riskOf(of)]).title).toBe('1 笔违约金待甲方决定，共 ¥90,150.00；条件未到的付款 ¥540,900.00')
  })
})
