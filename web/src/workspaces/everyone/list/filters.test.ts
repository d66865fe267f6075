import { describe, expect, it } from 'vitest'

import { addressOf, filtersFrom, isFiltered, questionOf } from './filters'

describe('the list of notices', () => {
  it('is asked for by its address', () => {
    const filters = filtersFrom({ show: 'unread', contract: 'c', occasion: 'ticket.breached', other: 'x' })
    expect(questionOf(filters)).toEqual({ unread: true, contract: 'c', occasion: 'ticket.breached' })
    expect(addressOf(filters)).toEqual({ show: 'unread', contract: 'c', occasion: 'ticket.breached' })
  })

  it('is whole where nothing is asked for', () => {
    const filters = filtersFrom({ show: 'nonsense', contract: ['a', 'b'] })
    expect([questionOf(filters), addressOf(filters), isFiltered(filters)]).toEqual([{}, {}, false])
  })
})
