import { describe, expect, test } from 'vitest'

import type { Checklist } from '@/api/field'

import { draftOf, emptyDraft, isBlank, lacks, sheetOf, withAsked } from './draft'
import { fitted } from './photo'
import { taken } from './spares'
import { drawStroke, isSignature, placeOn } from '@/shared/stroke'

const ASKED: Checklist = {
  items: [
    { key: 'power', text: '电源', kind: 'check' },
    { key: 'load', text: '负载', kind: 'number', unit: '%' },
  ],
  signature: 'needed',
  clauses: [],
  tests: 3,
}

describe('a service sheet', () => {
  test('that nobody has touched is nothing to keep', () => {
    const draft = withAsked(emptyDraft(), ASKED)
    expect(isBlank(draft)).toBe(true)
    expect(isBlank({ ...draft, found: '断电' })).toBe(false)
    expect(isBlank({ ...draft, tests: [{ passed: false, note: '' }] })).toBe(false)
    expect(isBlank({ ...draft, signed: { ...draft.signed, file: 'f' } })).toBe(false)
  })

  test('waits for the checklist without losing what was filled in', () => {
    const draft = withAsked(emptyDraft(), ASKED)
    draft.checklist.load!.value = '42'
    expect(withAsked(draft, null)).toEqual(draft)
  })

  test('says what is lacking, in the order of the page', () => {
    const draft = withAsked(emptyDraft(), ASKED)
    expect(lacks({ ...draft, parts: [{ name: ' ', quantity: 1, unit: '个' }] }, ASKED)).toEqual(['found', 'done', 'checklist', 'tests', 'parts', 'signature'])
  })

  test('lacks no signature where none is needed, but a name and a signature come together', () => {
    const offered: Checklist = { ...ASKED, items: [], tests: 0, signature: 'offered' }
    const draft = { ...withAsked(emptyDraft(), offered), found: '一', done: '二' }
    expect(lacks(draft, offered)).toEqual([])
    expect(lacks({ ...draft, signed: { ...draft.signed, name: '客户' } }, offered)).toEqual(['signature'])
  })

  test('wants its tests passed in a row, or the last one failed', () => {
    const tested = (...passed: (boolean | null)[]) => lacks({ ...withAsked(emptyDraft(), ASKED), tests: passed.map((one) => ({ passed: one, note: '' })) }, ASKED).includes('tests')
    expect(tested(null, null, null)).toBe(true)
    expect(tested(true, true, null)).toBe(true)
    expect(tested(true, true, true)).toBe(false)
    expect(tested(true, false, null)).toBe(false)
    expect(tested(true, false, true)).toBe(true)
    expect(tested(true, false, true, true, true)).toBe(false)
    expect(tested(null, true, true, true)).toBe(true)
  })

  test('is the draft again that it was made of', () => {
    const draft = { ...withAsked(emptyDraft(), ASKED), found: '一', done: '二', photos: ['p'], tests: [{ passed: false, note: '不通' }] }
    draft.checklist.power = { result: 'bad', value: '', note: '坏了' }
    draft.checklist.load = { result: 'ok', value: '42', note: '' }
    expect(draftOf(sheetOf(draft, ASKED), 7)).toEqual({ ...draft, replaces: 7 })
  })

  test('is sent without what was left empty', () => {
    const draft = withAsked(emptyDraft(), ASKED)
    Object.assign(draft, { found: ' 断电 ', done: '换电源' })
    draft.checklist.power = { result: 'ok', value: '', note: '' }
    draft.checklist.load = { result: null, value: '42', note: '' }
    draft.tests = draft.tests.map(() => ({ passed: true, note: '' }))
    draft.signed = { name: '客户', title: '', file: 'f', device_at: '2026-11-21T08:00:00Z' }
    expect(lacks(draft, ASKED)).toEqual([])
    expect(sheetOf(draft, ASKED)).toEqual({
      visit: null,
      found: '断电',
      done: '换电源',
      checklist: [
        { key: 'power', text: '电源', result: 'ok' },
        { key: 'load', text: '负载', result: 'ok', value: '42' },
      ],
      parts: [],
      tests: [{ passed: true }, { passed: true }, { passed: true }],
      signed: { name: '客户', attachment_id: 'f', device_at: '2026-11-21T08:00:00Z' },
      photos: [],
    })
  })

  test('keeps what was filled in when the contract asks for something else meanwhile', () => {
    const draft = withAsked(emptyDraft(), ASKED)
    draft.checklist.load!.value = '42'
    const later = withAsked(draft, { ...ASKED, items: [ASKED.items[1]!], tests: 1 })
    expect(Object.keys(later.checklist)).toEqual(['load'])
    expect(later.checklist.load?.value).toBe('42')
    expect(later.tests).toHaveLength(1)
  })
})

test('a picture is made to fit and never larger', () => {
  expect(fitted(4000, 3000)).toEqual({ width: 1600, height: 1200 })
  expect(fitted(3000, 4000)).toEqual({ width: 1200, height: 1600 })
  expect(fitted(800, 600)).toEqual({ width: 800, height: 600 })
})

describe('a signature', () => {
  test('follows the finger on a pad that lies on its side', () => {
    const box = { left: 10, top: 20, right: 310 }
    expect(placeOn(box, { clientX: 30, clientY: 50 }, false)).toEqual({ x: 20, y: 30 })
    // The top left corner of the turned pad is at the top right of the screen.
    expect(placeOn(box, { clientX: 310, clientY: 20 }, true)).toEqual({ x: 0, y: 0 })
    expect(placeOn(box, { clientX: 300, clientY: 60 }, true)).toEqual({ x: 40, y: 10 })
  })

  test('is a line and not a slip of the thumb', () => {
    expect(isSignature([])).toBe(false)
    expect(isSignature([[{ x: 0, y: 0 }, { x: 10, y: 0 }]])).toBe(false)
    expect(isSignature([[{ x: 0, y: 0 }, { x: 50, y: 0 }], [{ x: 0, y: 9 }, { x: 40, y: 9 }]])).toBe(true)
  })

  test('is drawn through the middles of what was touched, to its very end', () => {
    const drawn: string[] = []
    const note = (name: string) => (...at: number[]) => void drawn.push(`${name} ${at.join(' ')}`)
    const context = { beginPath: note('begin'), moveTo: note('move'), lineTo: note('line'), quadraticCurveTo: note('curve'), stroke: note('stroke') } as unknown as CanvasRenderingContext2D
    drawStroke(context, [{ x: 0, y: 0 }, { x: 10, y: 10 }, { x: 20, y: 0 }])
    expect(drawn).toEqual(['begin ', 'move 0 0', 'curve 10 10 15 5', 'line 20 0', 'stroke '])
  })
})

describe('a part', () => {
  const STORE = [{ code: 'BJ-0001', name: '硬盘', model: '4 TB', unit: '块', stock: 3 }]

  test('is taken from the store by its name or its code', () => {
    for (const name of ['硬盘', ' bj-0001 ']) expect(taken({ name, quantity: 2, unit: '个' }, STORE)).toEqual({ name: '硬盘', model: '4 TB', code: 'BJ-0001', quantity: 2, unit: '块' })
    expect(sheetOf({ ...emptyDraft(), parts: [taken({ name: '硬盘', quantity: 2, unit: '个' }, STORE)] }, null).parts[0]?.code).toBe('BJ-0001')
  })

  test('that the store does not know stays as it was typed, and forgets what it was before', () => {
    expect(taken({ name: '扎带', model: '', code: 'BJ-0001', quantity: 1, unit: '根' }, STORE)).toEqual({ name: '扎带', model: '', quantity: 1, unit: '根' })
  })
})
