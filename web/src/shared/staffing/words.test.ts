import { describe, expect, it } from 'vitest'

import { addMonths, readMonth } from './words'

describe('months of presence', () => {
  it('go over the ends of years', () => {
    expect([addMonths('2026-01', -1), addMonths('2026-12', 1), addMonths('2026-05', 8)]).toEqual(['2025-12', '2027-01', '2027-01'])
  })

  it('are taken from the address only where they are months', () => {
    expect([readMonth('2026-03', '2026-11-21'), readMonth('2026-13', '2026-11-21'), readMonth(undefined, '2026-11-21'), readMonth(['2026-03'], '2026-11-21')]).toEqual(['2026-03', '2026-11', '2026-11', '2026-11'])
  })
})
