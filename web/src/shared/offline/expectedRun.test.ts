import { describe, expect, test } from 'vitest'

import type { InspectionStep } from '@/api/fieldInspection'
import type { Item } from '@/api/inspection'
import { anOccurrence, aRun } from '@/shared/examples'

import type { InspectionOperation } from './db'
import { expectedRun, isAnswered, missing, unsigned, type Shown } from './expectedRun'
import { answering, draftWith, emptyRunDraft, stepsOf } from './runDraft'

const OCCURRENCE = anOccurrence()
const ASKED = aRun().checklist

function after(...steps: InspectionStep[]): InspectionOperation[] {
  return steps.map((step, seq) => ({ seq, id: String(seq), person: 'me', about: 'inspection', subject: OCCURRENCE.id, name: '', step, device_at: '', clock_at: '2026-11-21T08:00:00.000Z', files: [], state: 'waiting', problem: null, before: null }))
}

function answer(value: Shown['value'], more: Partial<Shown> = {}): Shown {
  return { value, note: '', photos: [], deviation: false, at: null, by: null, ...more }
}

describe('an inspection with what was done here on top', () => {
  test('is begun, filled in and handed in before the server knows', () => {
    const known = { occurrence: OCCURRENCE, run: null }
    expect(expectedRun(known, ASKED, [], null, '王工')).toMatchObject({ state: 'planned', open: false, assignee: null })
    expect(expectedRun(known, ASKED, after({ do: 'start' }), null, '王工')).toMatchObject({ state: 'running', open: true, assignee: '王工' })
    const all = after({ do: 'start' }, { do: 'answers', answers: { space: { value: 99 } } }, { do: 'sign', who: 'engineer', name: '王工', image: 'f-1' }, { do: 'close' })
    const handed = expectedRun(known, ASKED, all, null, '王工')
    expect(handed).toMatchObject({ open: false, handedIn: true, signed: { engineer: { name: '王工', picture: 'f-1' } } })
    // Judged by the limits of the checklist, without the server.
    expect(handed.answers.space).toMatchObject({ value: 99, deviation: true, by: null })
  })

  test('shows what others and probes answered, and what is written here over it', () => {
    const run = aRun({ answers: { state: { value: '正常', at: '2026-11-21T01:00:00Z', by: '陈工', deviation: false }, space: { value: 40, at: '2026-11-21T01:00:00Z', by: '探针', deviation: false } }, signatures: [{ who: 'engineer', name: '陈工', at: '2026-11-21T01:00:00Z', image: 'd' }] })
    const untouched = expectedRun({ occurrence: OCCURRENCE, run }, ASKED, [], emptyRunDraft(), '王工')
    expect(untouched.signed.engineer?.name).toBe('陈工')
    const changed = expectedRun({ occurrence: OCCURRENCE, run }, ASKED, [], answering(emptyRunDraft(), 'state', { value: '异常' }), '王工')
    expect(changed.answers).toMatchObject({ state: { value: '异常', deviation: true, by: null }, space: { value: 40, by: '探针' } })
    // Whoever signed did not sign for that.
    expect(unsigned(ASKED, changed.signed)).toEqual(['engineer'])
  })

  test('is announced, with its new day, unless the server refused that', () => {
    const told = after({ do: 'announce', reason: '停电', new_day: '2026-11-25' })
    expect(expectedRun({ occurrence: OCCURRENCE, run: null }, ASKED, told, null, '王工')).toMatchObject({ state: 'announced', planned: '2026-11-25' })
    const refused = told.map((one) => ({ ...one, state: 'refused' as const }))
    expect(expectedRun({ occurrence: OCCURRENCE, run: null }, ASKED, refused, null, '王工')).toMatchObject({ state: 'planned', planned: '2026-11-21', announcing: { reason: '停电' } })
  })
})

describe('what is missing', () => {
  test('is what must be answered and is not, by the rules of the server', () => {
    expect(missing(ASKED, {}, null).map((item) => item.key)).toEqual(['state', 'space'])
    expect(missing(ASKED, { state: answer('正常'), space: answer(0) }, null)).toEqual([])
    expect(missing(ASKED, { state: answer('  '), space: answer(null) }, null)).toHaveLength(2)
  })

  test('is a photo, and each of the repeated tests', () => {
    const photo = { key: 'p', title: '', kind: 'yes_no', photo_required: true } as Item
    expect(isAnswered(photo, answer(true))).toBe(false)
    expect(isAnswered(photo, answer(true, { photos: ['d'] }))).toBe(true)
    const test = { key: 't', title: '', kind: 'yes_no', required: true, repeat: 3 } as Item
    expect(isAnswered(test, answer([true, true, null]))).toBe(false)
    expect(isAnswered(test, answer([true, false, true]))).toBe(true)
  })

  test('is nothing that a probe answers when the server hears of the beginning', () => {
    const asked = { ...ASKED, items: [{ key: 'a', title: '', kind: 'automatic', probe_id: 'p', required: true } as Item] }
    expect(missing(asked, {}, null)).toEqual([])
    expect(missing(asked, {}, aRun())).toHaveLength(1)
  })
})

describe('a draft', () => {
  test('is handed in by answers, signatures and the end, in this order, without what is not asked any more', () => {
    const draft = { answers: { state: { value: '正常', photos: ['p-1', 'digest'] }, gone: { value: 1 } }, signed: { client: { name: '甲方', file: 'c-1', clock: 2 }, engineer: { name: '王工', file: 'e-1', clock: 1 } } }
    expect(stepsOf(draft, ASKED.items, 9)).toEqual([
      { step: { do: 'answers', answers: { state: draft.answers.state } }, files: ['p-1'], clock: 9 },
      { step: { do: 'sign', who: 'engineer', name: '王工', image: 'e-1' }, files: ['e-1'], clock: 1 },
      { step: { do: 'sign', who: 'client', name: '甲方', image: 'c-1' }, files: ['c-1'], clock: 2 },
      { step: { do: 'close' }, clock: 9 },
    ])
    expect(stepsOf(emptyRunDraft(), ASKED.items, 9)).toEqual([{ step: { do: 'close' }, clock: 9 }])
  })

  test('loses its signatures when an answer changes', () => {
    const signed = { answers: {}, signed: { engineer: { name: '王工', file: 'e-1', clock: 1 } } }
    expect(answering(signed, 'state', { value: '正常' })).toEqual({ answers: { state: { value: '正常' } }, signed: {} })
  })

  test('comes back from what was handed in, under what was written since', () => {
    const handed = after({ do: 'answers', answers: { state: { value: '正常' }, space: { value: 1 } } }, { do: 'sign', who: 'engineer', name: '王工', image: 'e-1' }, { do: 'close' })
    const clock = Date.parse('2026-11-21T08:00:00.000Z')
    expect(draftWith(emptyRunDraft(), handed)).toEqual({ answers: { state: { value: '正常' }, space: { value: 1 } }, signed: { engineer: { name: '王工', file: 'e-1', clock } } })
    expect(draftWith({ answers: { space: { value: 2 } }, signed: {} }, handed)).toEqual({ answers: { state: { value: '正常' }, space: { value: 2 } }, signed: {} })
  })
})
