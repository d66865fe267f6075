import { beforeAll, describe, expect, it } from 'vitest'

import type { Item } from '@/api/inspection'
import { learn } from '@/i18n'

import { deviates, groupsOf, limitsOf, readValue, sayValue, ticketTitle } from './words'

const item = (more: Partial<Item>): Item => ({ key: 'k', title: '响应时间', kind: 'reading', required: true, photo_required: false, ...more }) as Item

beforeAll(() => learn(['inspection']))

describe('points of checklists', () => {
  it('are wrong outside of their limits, on bad choices and on no', () => {
    const reading = item({ low: 0, high: 3000 })
    expect([-1, 0, 3000, 3001].map((value) => deviates(reading, value))).toEqual([true, false, false, true])
    expect(deviates(item({ high: 5, repeat: 2 }), [1, 6])).toBe(true)
    expect(deviates(item({ kind: 'choice', choices: ['正常', '异常'], bad: ['异常'] }), '异常')).toBe(true)
    expect(deviates(item({ kind: 'yes_no' }), false)).toBe(true)
    expect(deviates(item({ kind: 'text' }), '坏了')).toBe(false)
  })

  it('are read from what was typed', () => {
    expect(readValue(item({}), ' 1,250.5 ')).toBe(1250.5)
    expect(readValue(item({}), '很快')).toBeUndefined()
    expect(readValue(item({}), ' ')).toBeNull()
    expect(readValue(item({ kind: 'text' }), ' 12 ')).toBe('12')
  })

  it('are said in words, with their limits', () => {
    expect(limitsOf(item({ high: 90, unit: '%' }))).toBe('不高于 90 %')
    expect(limitsOf(item({ low: 0, high: 3000, unit: '毫秒' }))).toBe('0 至 3000 毫秒')
    expect(sayValue(item({ unit: '毫秒' }), [12, 15])).toBe('12 毫秒、15 毫秒')
    expect(sayValue(item({ kind: 'yes_no' }), true)).toBe('是')
  })

  it('stand under their group, in order, and name their ticket', () => {
    const items = [item({ key: '1', group: '甲' }), item({ key: '2', group: '甲' }), item({ key: '3', group: '乙' })]
    expect(groupsOf(items).map((group) => [group.title, group.items.length])).toEqual([['甲', 2], ['乙', 1]])
    expect(ticketTitle({ title: '日常监测' }, items[0]!)).toBe('日常监测：甲 响应时间异常')
  })
})
