import { describe, expect, it } from 'vitest'

import { addressOf, overdueOf, questionOf, readFilters } from './filters'

const TODAY = '2026-11-22'
const YESTERDAY = '2026-11-21'

describe('the filters of inspections', () => {
  it('come from the address and go back to it, without what means nothing', () => {
    const query = { contract: 'c', state: 'missed', kind: 'backup', mine: '1', from: '2026-11-01', to: '2026-11-30' }
    expect(addressOf(readFilters(query))).toEqual(query)
    expect(addressOf(readFilters({ state: 'lost', kind: 'x', mine: 'yes', from: '2026-13-01', month: '2026-13', view: 'year' }))).toEqual({})
  })

  it('begin today where no day is said', () => {
    expect(questionOf(readFilters({}), TODAY)).toEqual({ from: TODAY })
    expect(questionOf(readFilters({ state: 'open', mine: '1' }), TODAY)).toEqual({ state: 'planned,running,announced', mine: true, from: TODAY })
    expect(questionOf(readFilters({ to: '2026-11-10' }), TODAY)).toEqual({ to: '2026-11-10' })
  })

  it('ask for what is left of days that are over, unless other days or states are asked for', () => {
    expect(overdueOf(readFilters({}), TODAY, YESTERDAY)).toEqual({ state: 'planned,running', to: YESTERDAY })
    expect(overdueOf(readFilters({ state: 'running', contract: 'c' }), TODAY, YESTERDAY)).toEqual({ contract: 'c', state: 'running', to: YESTERDAY })
    expect(overdueOf(readFilters({ state: 'announced' }), TODAY, YESTERDAY)).toBeNull()
    expect(overdueOf(readFilters({ state: 'done' }), TODAY, YESTERDAY)).toBeNull()
    expect(overdueOf(readFilters({ from: TODAY }), TODAY, YESTERDAY)).toBeNull()
  })
})
