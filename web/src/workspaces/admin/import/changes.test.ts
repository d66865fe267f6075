import { describe, expect, it } from 'vitest'

import type { RuleChange } from '@/api/contracts'

import { bySection, membersOf } from './changes'

const change = (part: Partial<RuleChange>): RuleChange => ({ section: 'windows', rule: 'SC-W1', clause: '二', change: 'changed', before: null, after: null, ...part })

describe('what an amendment changes', () => {
  it('in a rule that stays is only what is different', () => {
    const before = { title: '热线', hours: 'workdays 08:00-17:00', days: ['mon', 'tue'] }
    expect(membersOf(change({ before, after: { ...before, hours: 'daily 00:00-24:00' } }))).toEqual([{ name: 'hours', before: 'workdays 08:00-17:00', after: 'daily 00:00-24:00' }])
  })

  it('in a new rule is all that it says', () => {
    expect(membersOf(change({ change: 'added', after: { title: '热线', text: null } }))).toEqual([{ name: 'title', before: null, after: '热线' }])
  })

  it('may be a single value', () => expect(membersOf(change({ before: 1, after: 2 }))).toEqual([{ name: '', before: '1', after: '2' }]))

  it('is grouped by section in the order it came', () => {
    const groups = bySection([change({ section: 'works' }), change({}), change({ section: 'works', rule: 'b' })])
    expect(groups.map(({ section, changes }) => [section, changes.length])).toEqual([
      ['works', 2],
      ['windows', 1],
    ])
  })
})
