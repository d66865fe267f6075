import { describe, expect, it } from 'vitest'

import { aTicket } from '@/shared/examples'

import { differencesOf } from './conflict'

const read = aTicket()

describe('a conflict', () => {
  it('shows both sides of what both changed', () => {
    const current = aTicket({ title: '网关中断（已定位）', version: 2 })
    expect(differencesOf({ title: '网关中断，影响全市', description: read.description }, read, current)).toEqual([
      { name: 'title', mine: '网关中断，影响全市', now: '网关中断（已定位）', moved: true },
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
})
