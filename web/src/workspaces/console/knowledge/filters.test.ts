import { describe, expect, it } from 'vitest'

import { addressOf, NONE, questionOf, readFilters } from './filters'

describe('filters of the knowledge base', () => {
  it('are read from the address and written back', () => {
    const address = { q: '登录', contract: 'c1', service: 's1', state: 'review', due: '1' }
    expect(addressOf(readFilters(address))).toEqual(address)
    expect(questionOf(readFilters(address))).toEqual({ q: '登录', contract: 'c1', service: 's1', state: 'review', due: true })
  })

  it('that say nothing are left out', () => {
    expect(addressOf(NONE)).toEqual({})
    expect(questionOf(readFilters({ state: 'nonsense', q: '  ' }))).toEqual({})
  })

  it('know the articles of the whole house, which have no service', () => {
    expect(questionOf(readFilters({ contract: 'house' }))).toEqual({ house: true })
    expect(addressOf({ ...NONE, contract: 'house', service: 's1' })).toEqual({ contract: 'house' })
  })
})
