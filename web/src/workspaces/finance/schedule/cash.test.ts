import { describe, expect, it } from 'vitest'

import type { CashFlow, Scheduled } from '@/api/billing'
import { learn } from '@/i18n'

import { cash, groups, quarterOf, tiles } from './cash'

const line = (due_on: string | null, open: string, state = 'payable', expected: string | null = null): Scheduled => ({ line: { due_on, open, state }, expected: expected === null ? null : { on: expected } }) as unknown as Scheduled

describe('what falls due', () => {
  it('knows its quarter over the turn of the year', () => {
    expect(quarterOf('2024-11-30')).toEqual(['2024-10-01', '2025-01-01'])
    expect(quarterOf('2025-03-01')).toEqual(['2025-01-01', '2025-04-01'])
  })

  it('adds up by month, quarter and what is over', () => {
    const lines = [line('2024-10-31', '0.10'), line('2024-11-01', '0.20'), line('2024-11-30', '0.40'), line('2025-01-01', '0.80'), line(null, '5.00', 'planned', '2024-12-02'), line(null, '7.00', 'planned'), line('2024-11-02', '9.00', 'paid')]
    expect(tiles(lines, '2024-11-15')).toEqual({ month: '0.60', quarter: '0.70', overdue: '0.30', monthExpected: '0.00', quarterExpected: '5.00' })
  })
})

describe('money by month, contract and payee', () => {
  const flow = (month: string, contract_title: string, party_name: string, paid: string, due: string, expected: string): CashFlow => ({ month, contract_id: contract_title, contract_title, party: party_name, party_name, paid, due, expected })
  const flows = [flow('2024-11-01', '甲合同', '天浩', '1.00', '0.00', '0.10'), flow('2024-10-01', '甲合同', '乐高', '0.00', '0.20', '0.00'), flow('2024-11-01', '乙合同', '天浩', '0.00', '3.00', '0.00')]

  it('adds the same flows up in three ways', () => {
    expect(groups(flows, 'month').map((one) => [one.name, one.open])).toEqual([['2024-10', '0.20'], ['2024-11', '3.10']])
    expect(groups(flows, 'contract').map((one) => [one.name, one.paid, one.open])).toEqual([['乙合同', '0.00', '3.00'], ['甲合同', '1.00', '0.30']])
    expect(groups(flows, 'vendor').map((one) => [one.name, one.open])).toEqual([['天浩', '3.10'], ['乐高', '0.20']])
  })

  it('says what stands out, and has each figure in its rows', async () => {
    await learn(['billing'])
    const shown = cash(flows, 'vendor')
    expect(shown.title).toBe('应付给“天浩”的最多：¥3.10')
    expect(shown.table.rows[0]).toEqual(['天浩', '1.00', '3.00', '0.10', '4.10'])
    expect(cash([], 'month').title).toBe('没有未付的款项')
  })
})
