import { describe, expect, it } from 'vitest'

import type { Scheduled } from '@/api/billing'

import { fits, periods, wantedOf } from './filters'

const line = (due_on: string | null, expected: string | null, more: object = {}): Scheduled => ({ contract_id: 'hc', line: { due_on, open: '1.00', state: 'payable' }, expected: expected === null ? null : { on: expected }, blockers: [{ who: ['manager'] }], ...more }) as unknown as Scheduled

describe('payments that are asked for', () => {
  const lines = [line('2024-09-30', null), line(null, '2024-10-08'), line(null, null), line('2024-12-01', null, { contract_id: 're', blockers: [{ who: ['treasury', 'finance'] }] })]
  const asked = (query: Record<string, string>): (string | null)[] => lines.filter((one) => fits(one, wantedOf(query))).map((one) => one.line.due_on ?? one.expected?.on ?? null)

  it('stand under their last day, or the one that is expected', () => {
    expect(asked({ month: '2024-10' })).toEqual(['2024-10-08'])
    expect(asked({ quarter: '2024-10-01' })).toEqual(['2024-10-08', '2024-12-01'])
    expect(periods(lines)).toEqual({ months: ['2024-09', '2024-10', '2024-12'], quarters: ['2024-07-01', '2024-10-01'] })
  })

  it('are of one contract, or wait for somebody', () => {
    expect(asked({ contract: 're' })).toEqual(['2024-12-01'])
    expect(asked({ who: 'finance' })).toEqual(['2024-12-01'])
    expect(asked({ who: 'official' })).toEqual([])
  })

  it('leave out what is paid unless all are wanted', () => {
    const paid = line('2024-09-01', null, { line: { due_on: '2024-09-01', open: '0.00', state: 'paid' } })
    expect([fits(paid, wantedOf({})), fits(paid, wantedOf({ show: 'all' }))]).toEqual([false, true])
  })
})
