import { describe, expect, it } from 'vitest'

import type { Scheduled } from '@/api/billing'

import { quarterOf, tiles } from './cash'

const line = (due_on: string | null, open: string, state = 'payable'): Scheduled => ({ line: { due_on, open, state } }) as unknown as Scheduled

describe('what falls due', () => {
  it('knows its quarter over the turn of the year', () => {
    expect(quarterOf('2024-11-30')).toEqual(['2024-10-01', '2025-01-01'])
    expect(quarterOf('2025-03-01')).toEqual(['2025-01-01', '2025-04-01'])
  })

  it('adds up by month, quarter and what is over', () => {
    const lines = [line('2024-10-31', '0.10'), line('2024-11-01', '0.20'), line('2024-11-30', '0.40'), line('2025-01-01', '0.80'), line(null, '5.00'), line('2024-11-02', '9.00', 'paid')]
    expect(tiles(lines, '2024-11-15')).toEqual({ month: '0.60', quarter: '0.70', overdue: '0.30' })
  })
})
