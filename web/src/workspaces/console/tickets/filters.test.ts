import { describe, expect, it } from 'vitest'

import { columnsFrom, columnsText, MIDDLE } from './columns'
import { addressOf, DEFAULTS, filtersFrom, filtersOf, isFiltered, isSame, questionOf, viewFiltersOf } from './filters'
import { VIEWS } from './views'

const now = Date.parse('2026-11-21T06:00:00Z')

describe('filters', () => {
  it('survive the way into the address and back', () => {
    const filters = { ...DEFAULTS, contract: 'c1', state: '', q: '网关', due: '4h' }
    expect(filtersFrom(addressOf(filters) as Record<string, string>)).toEqual(filters)
  })

  it('leave the address of the usual list empty', () => {
    expect(addressOf(DEFAULTS)).toEqual({})
    expect(isFiltered(DEFAULTS)).toBe(false)
    expect(isFiltered({ ...DEFAULTS, sort: 'opened' })).toBe(false)
  })

  it('turn "within four hours" into a moment only when asking', () => {
    expect(questionOf({ ...DEFAULTS, due: '4h' }, now).due_before).toBe('2026-11-21T10:00:00.000Z')
    expect(questionOf({ ...DEFAULTS, due: 'breached' }, now)).toMatchObject({ alarm: 'breached', due_before: undefined })
    expect(questionOf(DEFAULTS, now).due_before).toBeUndefined()
  })

  it('survive being saved as a view', () => {
    for (const filters of [DEFAULTS, { ...DEFAULTS, contract: 'c1', due: 'breached', sort: 'updated' }, { ...DEFAULTS, state: '', q: ' 网关 ', due: '' }]) {
      expect(filtersOf(viewFiltersOf(filters))).toEqual({ ...filters, q: filters.q.trim() })
    }
  })

  it('ignore what somebody typed twice into the address', () => {
    expect(filtersFrom({ state: ['open', 'closed'], nonsense: 'x' })).toEqual(DEFAULTS)
  })
})

describe('saved views', () => {
  it('differ from one another, so that only one is marked', () => {
    VIEWS.forEach((one, i) => VIEWS.slice(i + 1).forEach((other) => expect(isSame(one.filters, other.filters)).toBe(false)))
  })
})

describe('columns', () => {
  it('always keep number and title and their order', () => {
    expect(columnsFrom('opened,state,nonsense')).toEqual(['number', 'title', 'state', 'opened'])
    expect(columnsFrom(undefined)).toEqual(MIDDLE)
  })

  it('survive the way into the address and back', () => {
    expect(columnsText(MIDDLE)).toBeUndefined()
    expect(columnsFrom(columnsText(['reporter']))).toEqual(['number', 'title', 'reporter'])
    expect(columnsFrom(columnsText([]))).toEqual(['number', 'title'])
  })
})
