import { describe, expect, it } from 'vitest'

import type { ContractAccount } from '@/api/billing'
import type { DutyRule } from '@/api/duties'

import { kept, keptIn, keptSays, money, moneySays, rateIn } from './promises'

const rule = (kind: string, done: number, done_late: number, missed: number): DutyRule => ({ kind, done, done_late, missed }) as unknown as DutyRule
const RULES = [rule('inspection', 9, 0, 0), rule('document', 1, 1, 1), rule('event', 3, 0, 0)]
const isDocument = (one: DutyRule): boolean => one.kind === 'document'

describe('what was promised', () => {
  it('is counted by month, documents by themselves', () => {
    expect(keptIn('2026-10', RULES, isDocument)).toEqual({ month: '2026-10', done: 1, late: 1, missed: 1 })
    expect(keptIn('2026-10', RULES, (one) => !isDocument(one))).toEqual({ month: '2026-10', done: 12, late: 0, missed: 0 })
  })

  it('is told by the last month in which something fell due', () => {
    const months = [keptIn('2026-10', RULES, isDocument), { month: '2026-11', done: 0, late: 0, missed: 0 }]
    expect(rateIn(months[0]!)).toBe(33.3)
    expect(keptSays(months, '2026-11', '报告')).toBe('10 月到期的报告 3 项，按时 33.3 %；迟 1 项，没做 1 项')
    expect(keptSays([{ month: '2026-11', done: 4, late: 0, missed: 0 }], '2026-11', '报告')).toBe('11 月到期的报告 4 项全部按时')
    expect(keptSays([months[1]!], '2026-11', '报告')).toBe('这段时间没有到期的报告')
    expect(kept(months).table.rows).toEqual([['2026-10', 1, 1, 1, 33.3], ['2026-11', 0, 0, 0, null]])
  })

  it('is paid to the fen', () => {
    const account = {
      lines: [{ title: '首付款', due_on: '2026-01-10', paid: '901500.00', deducted: '0.00', open: '0.00', paid_on: '2026-01-09' }, { title: '尾款', due_on: null, paid: '0.00', deducted: '1000.00', open: '359600.01', paid_on: null }],
      penalties: [{ title: '漏交月报', on: '2026-05-01', owed: '1000.00', proposed: '1000.00', decision: {}, counted_as: null }, { title: '超时', on: '2026-06-01', owed: '0.00', proposed: '500.00', decision: null, counted_as: null }],
    } as unknown as ContractAccount['account']
    expect(moneySays(account)).toBe('已付 ¥901,500.00，待付 ¥359,600.01，已定违约金 ¥1,000.00；另有 1 笔违约金待决定')
    expect(money(account).table.rows.length).toBe(4)
  })
})
