import { describe, expect, it } from 'vitest'

import { fill, linesOf, membersOf } from './detail'

describe('the detail of an entry', () => {
  it('shows what was and what is, wherever the action keeps it', () => {
    expect(linesOf('identity.set_roles', '{"before":[],"after":["x"]}')).toEqual([{ key: 'change', changed: true, before: [], after: ['x'] }])
    expect(linesOf('ticketing.severity', '{"from":"HS-S1","to":"HS-S2","reason":"影响扩大"}')).toEqual([
      { key: 'change', changed: true, before: 'HS-S1', after: 'HS-S2' },
      { key: 'reason', changed: false, value: '影响扩大' },
    ])
    expect(linesOf('ticketing.edit', '{"title":{"from":"旧","to":"新"}}')).toEqual([{ key: 'title', changed: true, before: '旧', after: '新' }])
  })

  it('takes pairs for changes only where they are, and leaves out what stayed', () => {
    expect(linesOf('identity.change_person', '{"name":["甲","乙"],"locale":["en","en"]}')).toEqual([{ key: 'name', changed: true, before: '甲', after: '乙' }])
    expect(linesOf('identity.create_token', '{"scopes":["a","b"]}')).toEqual([{ key: 'scopes', changed: false, value: ['a', 'b'] }])
  })

  it('leaves out what says nothing, and keeps what is no JSON', () => {
    expect(linesOf('ticketing.take', '{"from":null}')).toEqual([])
    expect(linesOf('x', 'broken {')).toEqual([{ key: 'note', changed: false, value: 'broken {' }])
  })
})

describe('a sentence', () => {
  const members = membersOf('{"number":"HS-2026-000001","satisfaction":5,"list":[1]}')

  it('is filled from the members of the detail', () => {
    expect(fill('验收 {number}[，满意度 {satisfaction}]', members)).toBe('验收 HS-2026-000001，满意度 5')
  })

  it('goes without the brackets that stay empty, and is none without what it needs', () => {
    expect(fill('登录[（来自 {address}）]', members)).toBe('登录')
    expect(fill('派给 {to}', members)).toBeNull()
  })
})
