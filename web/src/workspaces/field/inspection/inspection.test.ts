import { describe, expect, test } from 'vitest'

import type { Item } from '@/api/inspection'
import { anOccurrence } from '@/shared/examples'
import type { Shown } from '@/shared/offline/expectedRun'

import { changed, good, nth, progress, readNumber, unlooked, untouched, valueAt } from './run/points'
import { inRounds, mayAnnounce, mayStart, spanOf } from './stands'

const YES_NO: Item = { key: 'done', title: '已完成', kind: 'yes_no', required: true }
const CHOICE: Item = { key: 'state', title: '运行状态', kind: 'choice', choices: ['正常', '异常'], bad: ['异常'], required: true }
const READING: Item = { key: 'space', title: '使用率', kind: 'reading', low: 0, high: 85, unit: '%' }
const TESTS: Item = { ...YES_NO, key: 'tests', repeat: 3 }

const shown = (value: Shown['value'], more: Partial<Shown> = {}): Shown => ({ value, note: '', photos: [], deviation: false, at: null, by: null, ...more })

describe('one tap for a group', () => {
  test('answers what can be seen at a look and nobody has answered, never readings or repeated tests', () => {
    expect([YES_NO, CHOICE, READING, TESTS].map(good)).toEqual([true, '正常', null, null])
    expect(good({ ...CHOICE, bad: [] })).toBe(null)
    expect(good({ ...CHOICE, choices: ['好', '一般', '差'], bad: ['差'] })).toBe(null)
    expect(unlooked([YES_NO, CHOICE, READING], { state: shown('异常') })).toEqual([YES_NO])
  })

  test('is undone where nobody has changed the answer or added to it since', () => {
    expect(untouched([YES_NO, CHOICE], { done: { value: true }, state: { value: '正常' } })).toEqual(['done', 'state'])
    expect(untouched([YES_NO, CHOICE], { done: { value: false }, state: { value: '正常', note: '换过' } })).toEqual([])
    expect(untouched([YES_NO], { done: { value: true, photos: ['p'] } })).toEqual([])
  })
})

describe('numbers as they are typed', () => {
  test('are read with full-width signs and commas of thousands; anything else is said', () => {
    expect(['12', ' 12.5 ', '１２．５', '-3', '3,000', '.5', '12.', ''].map(readNumber)).toEqual([12, 12.5, 12.5, -3, 3000, 0.5, 12, null])
    expect(['高', '1e3', '12,5', '1.2.3', '-'].map(readNumber)).toEqual([undefined, undefined, undefined, undefined, undefined])
  })
})

describe('an answer', () => {
  test('keeps what is not changed, and is marked by hand only where the point itself finds nothing', () => {
    expect(changed(READING, shown(99, { deviation: true, note: '高', photos: ['p'] }), { value: 20 }, 'now')).toEqual({ value: 20, note: '高', photos: ['p'], deviation: false, at: 'now' })
    expect(changed(YES_NO, shown(true, { deviation: true }), { note: '有响声' }, 'now')).toEqual({ value: true, note: '有响声', photos: [], deviation: true, at: 'now' })
  })

  test('of a repeated test is one of several; none of them is none', () => {
    const first = nth(3, undefined, 1, true)
    expect(first).toEqual([null, true, null])
    expect(nth(3, first, 1, null)).toBe(null)
    expect([0, 1, 2].map((n) => valueAt(first, n, 3))).toEqual([null, true, null])
    expect(valueAt(5, 0, 1)).toBe(5)
  })

  test('counts for what must be answered, or for everything where nothing must', () => {
    expect(progress([YES_NO, READING], { space: shown(3) })).toEqual({ done: 0, all: 1 })
    expect(progress([READING], { space: shown(3) })).toEqual({ done: 1, all: 1 })
  })
})

describe('what may be done on a day', () => {
  const week = anOccurrence({ from: '2026-11-16', to: '2026-11-22', planned: '2026-11-18', due: '2026-11-22' })
  const stands = { state: 'planned' as const, open: false, handedIn: false, announcing: null }

  test('it is begun from the first day of its period, also late, and once', () => {
    expect(mayStart(week, stands, '2026-11-15')).toBe(false)
    expect(mayStart(week, stands, '2026-11-16')).toBe(true)
    expect(mayStart(week, { ...stands, state: 'missed' }, '2026-11-30')).toBe(true)
    expect(mayStart(week, { ...stands, open: true }, '2026-11-18')).toBe(false)
    expect(mayStart(week, { ...stands, state: 'cancelled' }, '2026-11-18')).toBe(false)
  })

  test('it is announced until the day it is planned for is over', () => {
    expect(mayAnnounce(week, stands, '2026-11-18')).toBe(true)
    expect(mayAnnounce(week, stands, '2026-11-19')).toBe(false)
    expect(mayAnnounce(week, { ...stands, announcing: { reason: '停电' } }, '2026-11-18')).toBe(false)
  })

  test('it stands under what is late, today or soon, in the order of its days', () => {
    expect(['2026-11-17', '2026-11-18', '2026-11-19'].map((today) => spanOf(week, today))).toEqual(['soon', 'today', 'overdue'])
    const later = anOccurrence({ id: 'later', planned: '2026-11-20' })
    const longer = anOccurrence({ id: 'longer', planned: '2026-11-18', due: '2026-11-30' })
    expect(inRounds([later, longer, week]).map((one) => one.id)).toEqual([week.id, 'longer', 'later'])
  })
})
