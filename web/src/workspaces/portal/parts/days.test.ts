import { describe, expect, it } from 'vitest'

import { addDays, addMonths, dayOf, daysBetween, sayDays, sayPeriod } from './days'

describe('days in China', () => {
  it('begin eight hours before those of Greenwich', () => {
    expect(dayOf(Date.parse('2026-11-20T15:59:59Z'))).toBe('2026-11-20')
    expect(dayOf(Date.parse('2026-11-20T16:00:00Z'))).toBe('2026-11-21')
  })

  it('are counted over ends of months and years', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(addMonths('2026-01', -1)).toBe('2025-12')
    expect(addMonths('2026-11', 2)).toBe('2027-01')
    expect(daysBetween('2026-11-21', '2026-12-01')).toBe(10)
  })

  it('are said as far as they are away', () => {
    expect(sayDays('2026-11-21', '2026-11-21')).toBe('今天')
    expect(sayDays('2026-11-24', '2026-11-21')).toBe('3 天后')
    expect(sayDays('2026-11-19', '2026-11-21')).toBe('已过 2 天')
    expect(sayDays('2021-12-31', '2026-11-21')).toBe('已过')
    expect(sayPeriod('2026-11-01', '2026-11-01')).toBe('2026-11-01')
  })
})
