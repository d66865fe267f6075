import { describe, expect, it } from 'vitest'

import { addressOf, DEFAULTS, filtersFrom, isFiltered, questionOf } from './filters'

describe('the list of requests', () => {
  it('stands in the address as far as it differs from the usual one, and leaves the contract alone', () => {
    const filters = { ...DEFAULTS, state: 'resolved', q: '网关' }
    const address = addressOf(filters, { contract: 'c', kind: 'fault' })
    expect(address).toEqual({ contract: 'c', state: 'resolved', q: '网关' })
    expect(filtersFrom(address as Record<string, string>)).toEqual(filters)
  })

  it('asks the server in its own words', () => {
    expect(questionOf({ ...DEFAULTS, state: 'cancelled', due: 'breached' }, '')).toEqual({ contract: undefined, state: 'cancelled,merged', kind: undefined, alarm: 'breached', q: undefined, sort: 'updated' })
    expect(questionOf({ ...DEFAULTS, state: '' }, 'c').state).toBeUndefined()
  })

  it('is not narrowed by its order', () => {
    expect(isFiltered({ ...DEFAULTS, sort: 'due' })).toBe(false)
    expect(isFiltered({ ...DEFAULTS, state: '' })).toBe(true)
  })
})
