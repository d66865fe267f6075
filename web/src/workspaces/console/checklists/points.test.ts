import { describe, expect, it } from 'vitest'

import type { Item } from '@/api/inspection'

import { bodyOf, differenceOf, draftOf, emptyPoint, faultsOf, freshKey, itemOf, moved, pointOf, type Point } from './points'

const reading: Item = { key: '1.cpu', title: '处理器', kind: 'reading', unit: '%', low: 0, high: 85, group: '服务器', required: true, photo_required: false }
const choice: Item = { key: '1.state', title: '状态', kind: 'choice', choices: ['正常', '异常'], bad: ['异常'], required: true, photo_required: true, repeat: 3 }
const point = (change: Partial<Point>): Point => ({ ...emptyPoint([], ''), title: '检查', ...change })

describe('points of a checklist', () => {
  it('are written and sent back as they were', () => {
    expect([reading, choice].map((item) => itemOf(pointOf(item)))).toEqual([reading, choice])
    const body = { title: '日常', items: [reading, choice], signatures: ['engineer' as const], sheet: 'daily' as const }
    expect(bodyOf(draftOf(body))).toEqual(body)
    expect(bodyOf({ ...draftOf(body), machine: true }).made_by_machine).toBe(true)
  })

  it('keep only what their kind has', () => {
    expect(itemOf({ ...pointOf(reading), kind: 'yes_no' })).toEqual({ key: '1.cpu', title: '处理器', kind: 'yes_no', group: '服务器', required: true, photo_required: false })
    expect(itemOf({ ...pointOf(choice), kind: 'automatic', probe: 'p' })).toEqual({ key: '1.state', title: '状态', kind: 'automatic', probe_id: 'p', required: true, photo_required: true })
  })

  it('say what is wrong with them', () => {
    expect(faultsOf(point({}))).toEqual([])
    expect(faultsOf(point({ title: ' ' }))).toEqual(['check.fault.title'])
    expect(faultsOf(point({ kind: 'reading', low: '9', high: '1' }))).toEqual(['check.fault.limits'])
    expect(faultsOf(point({ kind: 'reading', low: '很低' }))).toEqual(['check.fault.number'])
    expect(faultsOf(point({ kind: 'choice', choices: [{ text: '好', bad: false }, { text: ' 好', bad: true }] }))).toEqual(['check.fault.choices'])
    expect(faultsOf(point({ kind: 'automatic' }))).toEqual(['check.fault.probe'])
    expect(['1', '21', '2.5', '2', ''].map((repeat) => faultsOf(point({ repeat })).length)).toEqual([1, 1, 1, 0, 0])
  })

  it('move within their list, and never out of it', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
    expect(moved(['a', 'b'], 1, 2)).toEqual(['a', 'b'])
  })

  it('get a key that none has', () => {
    expect(freshKey([point({ key: 'p.2' }), point({ key: 'p.3' })])).toBe('p.4')
  })

  it('tell what somebody else changed', () => {
    expect(differenceOf([reading, choice], [{ ...reading, high: 90 }, { ...choice, key: 'x', title: '新' }])).toEqual({ added: ['新'], removed: ['状态'], changed: ['处理器'] })
    expect(differenceOf([reading], [{ ...reading }])).toEqual({ added: [], removed: [], changed: [] })
  })
})
