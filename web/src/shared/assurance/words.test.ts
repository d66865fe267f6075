import { describe, expect, it } from 'vitest'

import type { Period } from '@/api/assurance'

import { monthsOf, monthsOn } from './words'

function period(more: Partial<Period>): Period {
  return { id: '1', state: 'confirmed', from: '2026-10-01', to: '2026-10-07', phases: [{ phase: 'before', from: '2026-09-28', to: '2026-09-30' }], ...more } as Period
}

describe('the months of a calendar', () => {
  it('show the days of periods, those around them, and what is not confirmed', () => {
    const [september, october] = monthsOf([period({}), period({ id: '2', state: 'declared', from: '2026-10-20', to: '2026-10-21', phases: [] })], '2026-09-15', 2)
    const tone = (day: string) => [...september!.days, ...october!.days].find((one) => one.day === day)?.tone
    expect(['2026-09-27', '2026-09-28', '2026-10-01', '2026-10-07', '2026-10-08', '2026-10-20'].map(tone)).toEqual(['', 'around', 'on', 'on', '', 'declared'])
    expect([september!.periods.length, october!.periods.map((one) => one.id)]).toEqual([0, ['1', '2']])
    expect([september!.lead, october!.days.length]).toEqual([1, 31])
  })

  it('leave out what was taken back', () => {
    expect(monthsOf([period({ state: 'withdrawn' })], '2026-10-01', 1)[0]!.periods).toEqual([])
  })

  it('are counted over the turn of years', () => {
    expect([monthsOn('2026-11-21', 2), monthsOn('2026-01-31', -1), monthsOn('2026-06-10', 0)]).toEqual(['2027-01-01', '2025-12-01', '2026-06-01'])
  })
})
