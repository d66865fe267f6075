import { describe, expect, it } from 'vitest'

import { addressOf, readFilters } from './filters'

describe('the filters of backups', () => {
  it('stand in the address, and nothing else does', () => {
    expect(readFilters({ contract: 'c', state: 'late', other: 'x' })).toEqual({ contract: 'c', state: 'late' })
    expect(readFilters({ state: 'nonsense' })).toEqual({ contract: '', state: '' })
    expect(addressOf({ contract: '', state: 'off' })).toEqual({ state: 'off' })
  })
})
