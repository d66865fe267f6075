import { describe, expect, it } from 'vitest'

import { aTicket } from '@/shared/examples'

import { decided, differencesOf, propose } from './conflict'

const read = aTicket()

describe('a conflict', () => {
  it('shows both sides of what both changed', () => {
    const current = aTicket({ title: '网关中断（已定位）', version: 2 })
    expect(differencesOf({ title: '网关中断，影响全市', description: read.description }, read, current)).toEqual([
      { name: 'title', before: read.title, mine: '网关中断，影响全市', now: '网关中断（已定位）', moved: true, words: true },
    ])
  })

  it('shows what the other side changed elsewhere, and nothing that is the same', () => {
    const current = aTicket({ state: 'working', assignee: { id: 'p', name: '示例工程师' }, version: 3 })
    const lines = differencesOf({ title: '新标题', description: read.description }, read, current)
    expect(lines.map(({ name, mine, moved }) => [name, mine, moved])).toEqual([
      ['title', '新标题', false],
      ['assignee', null, true],
      ['state', null, true],
    ])
  })

  it('says people by their names', () => {
    const current = aTicket({ assignee: { id: 'p', name: '甲' }, version: 2 })
    expect(differencesOf({ person_id: 'q' }, read, current, { q: '乙' })[0]).toMatchObject({ name: 'assignee', mine: '乙', now: '甲' })
  })
})

describe('what is proposed', () => {
  it('is both changes in one where they touch different words', () => {
    const current = aTicket({ description: '13:45 起网关无响应。', version: 2 })
    const [line] = differencesOf({ description: '13:50 起网关无响应，全市受影响。' }, read, current)
    expect(propose(line!)).toEqual({ choice: 'hand', text: '13:45 起网关无响应，全市受影响。' })
  })

  it('is ours where both changed the same', () => {
    const current = aTicket({ title: '甲', version: 2 })
    const [line] = differencesOf({ title: '乙' }, read, current)
    expect(propose(line!)).toEqual({ choice: 'mine', text: '乙' })
  })
})

describe('what is saved', () => {
  const current = aTicket({ title: '甲', description: '别人写的', version: 2 })
  const values = { title: '乙', description: read.description }
  const lines = differencesOf(values, read, current)

  it('is what was chosen', () => {
    expect(decided(values, lines, { title: { choice: 'theirs', text: '' } }, current).title).toBe('甲')
    expect(decided(values, lines, { title: { choice: 'mine', text: '' } }, current).title).toBe('乙')
    expect(decided(values, lines, { title: { choice: 'hand', text: '甲和乙' } }, current).title).toBe('甲和乙')
  })

  it('never undoes what the other side wrote in a field that we did not touch', () => {
    expect(decided(values, lines, {}, current).description).toBe('别人写的')
  })
})
