import { describe, expect, it } from 'vitest'

import type { RuleCounts } from '@/api/inspection'

import { countedFrom, isCounted, readFilters, statesOf, sumOf } from './filters'

const THIS = '2026-11'

describe('what an official looks at', () => {
  it('is this month where nothing is said', () => {
    expect(readFilters({}, THIS)).toEqual({ view: '', month: '2026-11', from: '2026-11-01', to: '2026-11-30', rule: '', state: '' })
    expect(readFilters({ month: '2026-13', state: 'lost', view: 'year' }, THIS)).toEqual(readFilters({}, THIS))
  })

  it('is another month, or the days that a number led to', () => {
    expect(readFilters({ month: '2026-02' }, THIS)).toMatchObject({ from: '2026-02-01', to: '2026-02-28' })
    expect(readFilters({ from: '2026-10-05', to: '2026-10-05', rule: 'HS-B1', state: 'missed' }, THIS)).toEqual({ view: '', month: '2026-10', from: '2026-10-05', to: '2026-10-05', rule: 'HS-B1', state: 'missed' })
    expect(readFilters({ from: '2026-10-05', to: '2026-10-01' }, THIS).to).toBe('2026-10-31')
  })

  it('asks for states as the counts have them', () => {
    expect(statesOf('open')).toBe('planned,running')
    expect(statesOf('done_late')).toBe('done_late')
    expect(statesOf('')).toBeUndefined()
  })

  it('finds what is counted by the day on which it ends, though it was planned in another month', () => {
    const week = { planned: '2026-10-26', to: '2026-11-01' }
    expect(isCounted(week, { from: '2026-11-01', to: '2026-11-30' })).toBe(true)
    expect(isCounted(week, { from: '2026-10-01', to: '2026-10-31' })).toBe(false)
    expect(countedFrom('2026-11-01') < week.planned).toBe(true)
  })

  it('sums rules', () => {
    const one = { planned: 30, done: 19, late: 1, missed: 1, announced: 0, open: 9 } as RuleCounts
    expect(sumOf([one, one])).toEqual({ planned: 60, done: 38, late: 2, missed: 2, announced: 0, open: 18 })
    expect(sumOf([]).planned).toBe(0)
  })
})
