import { describe, expect, it } from 'vitest'

import type { NotificationRule, NotificationRules } from '@/api/notify'

import { differing, merged, replaced, same } from './difference'

const rule = (occasion: string, more: Partial<NotificationRule> = {}): NotificationRule => ({ occasion, up_to_level: null, works: [], to: ['managers'], by: ['in_app'], template: null, ...more })
const rules = (list: NotificationRule[], quiet: NotificationRules['quiet'] = null): NotificationRules => ({ rules: list, quiet })
const night = { from: '22:00:00', to: '07:00:00', except_level: 1 }

describe('what differs', () => {
  it('is told by what rules mean, not by their order', () => {
    const one = [rule('a', { to: ['managers', 'assignee'], by: ['sms', 'email'] }), rule('a', { up_to_level: 1 }), rule('b')]
    const other = [rule('b'), rule('a', { up_to_level: 1 }), rule('a', { to: ['assignee', 'managers'], by: ['email', 'sms'] })]
    expect(differing(one, other)).toEqual(new Set())
    expect(same(rules(one, night), rules(other, { ...night }))).toBe(true)
    expect(same(rules(one, night), rules(other))).toBe(false)
  })

  it.each([
    ['a level', rule('a', { up_to_level: 2 })],
    ['works', rule('a', { works: ['3'] })],
    ['people', rule('a', { to: ['assignee'] })],
    ['ways', rule('a', { by: ['in_app', 'sms'] })],
    ['words', rule('a', { template: 'x' })],
  ])('is %s', (_, changed) => {
    expect(differing([rule('a'), rule('b')], [changed, rule('b')])).toEqual(new Set(['a']))
  })

  it('is also what one of them says nothing of', () => {
    expect(differing([rule('a')], [rule('b')])).toEqual(new Set(['a', 'b']))
  })
})

it('puts the rules of an occasion where they stood, or at the end', () => {
  const list = [rule('a'), rule('b'), rule('b', { up_to_level: 1 }), rule('c')]
  expect(replaced(list, 'b', [rule('b', { to: ['officials'] })]).map((one) => one.occasion)).toEqual(['a', 'b', 'c'])
  expect(replaced(list, 'd', [rule('d')]).map((one) => one.occasion)).toEqual(['a', 'b', 'b', 'c', 'd'])
  expect(replaced(list, 'b', []).map((one) => one.occasion)).toEqual(['a', 'c'])
})

describe('two who change the same rules', () => {
  const base = rules([rule('a'), rule('b'), rule('c')], night)

  it('keep what each changed', () => {
    const mine = rules([rule('a', { by: ['sms'] }), rule('b'), rule('c')], night)
    const theirs = rules([rule('a'), rule('b', { by: ['email'] }), rule('c')], null)
    const { rules: both, both: clash } = merged(base, mine, theirs)
    expect(both).toEqual(rules([rule('a', { by: ['sms'] }), rule('b', { by: ['email'] }), rule('c')], null))
    expect(clash).toEqual([])
  })

  it('are told where they changed the same, and mine stand', () => {
    const mine = rules([rule('a', { by: ['sms'] }), rule('b')], null)
    const theirs = rules([rule('a', { by: ['email'] }), rule('b'), rule('c')], { ...night, except_level: 2 })
    const { rules: both, both: clash } = merged(base, mine, theirs)
    expect(both).toEqual(mine)
    expect(clash).toEqual(['a', 'quiet'])
  })

  it('agree where they changed the same to the same', () => {
    const same = rules([rule('a', { by: ['sms'] }), rule('b'), rule('c')], null)
    expect(merged(base, same, same)).toEqual({ rules: same, both: [] })
  })
})
