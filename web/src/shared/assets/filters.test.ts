import { describe, expect, it } from 'vitest'

import { addressOf, isFiltered, NONE, questionOf, readFilters } from './filters'

describe('the filters of the register', () => {
  it('ask for everything when the address says nothing', () => {
    expect(readFilters({})).toEqual(NONE)
    expect(addressOf(NONE)).toEqual({})
    expect(questionOf(NONE)).toEqual({})
  })

  it('come back from the address as they went', () => {
    const filters = { contract: 'c', q: ' 打印 ', class: 'k', level: 'finance' as const, state: 'lost' as const, place: '机房', differs: true }
    expect(readFilters(addressOf(filters))).toEqual({ ...filters, q: '打印' })
    expect(questionOf(filters)).toEqual({ contract: 'c', q: '打印', class: 'k', level: 'finance', state: 'lost', place: '机房', differs: true })
  })

  it('leave out what no address can mean', () => {
    expect(readFilters({ state: 'broken', level: 'none', differs: 'yes', q: ['a', 'b'] })).toEqual(NONE)
  })

  it('are more than the contract', () => {
    expect([{ ...NONE, contract: 'c' }, { ...NONE, q: '机' }].map(isFiltered)).toEqual([false, true])
  })
})
