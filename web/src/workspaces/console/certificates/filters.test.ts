import { describe, expect, it } from 'vitest'

import { addressOf, monthOf, NONE, questionOf, readFilters, spanOf } from './filters'

describe('the filters of the register', () => {
  it('show certificates in use when the address says nothing', () => {
    expect(readFilters({})).toEqual(NONE)
    expect(questionOf(NONE)).toEqual({ state: 'issued' })
    expect(addressOf(NONE)).toEqual({})
  })

  it('come back from the address as they went', () => {
    const filters = { contract: 'c', state: 'all' as const, from: '2026-12-01', before: '2027-01-01', q: ' 王工 ' }
    expect(readFilters(addressOf(filters))).toEqual({ ...filters, q: '王工' })
    expect(questionOf(filters)).toEqual({ contract: 'c', expires_from: '2026-12-01', expires_before: '2027-01-01', q: '王工' })
  })

  it('leave out what no address can mean', () => {
    expect(readFilters({ state: 'lost', before: 'soon', q: ['a', 'b'] })).toEqual(NONE)
  })

  it('know the month that they say', () => {
    expect(spanOf('2026-12')).toEqual({ from: '2026-12-01', before: '2027-01-01' })
    expect(monthOf(spanOf('2026-09'))).toBe('2026-09')
    expect(monthOf({ from: '2026-09-01', before: '2026-11-01' })).toBe('')
    expect(monthOf({ from: '', before: '2026-11-01' })).toBe('')
  })
})
