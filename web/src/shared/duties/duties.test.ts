import { describe, expect, it } from 'vitest'

import type { DutyRule } from '@/api/duties'
import { learn } from '@/i18n'

import { nameOf, readSpan, spanOf } from './span'
import { isByHand, isOwed, isWrong, keptOf, parted, sayKind, tableOf } from './words'

const TODAY = '2026-11-21'

function rule(more: Partial<DutyRule>): DutyRule {
  return { rule: 'HS-I1', kind: 'inspection', clause: '第一条', assumed: null, title: '巡检', opens: null, owed: 0, coming: 0, open: 0, announced: 0, done: 0, done_late: 0, missed: 0, waived: 0, at_least: null, ...more }
}

describe('the spans of a ledger', () => {
  it('end today or begin today, and a month is the whole month', () => {
    expect(spanOf('year', TODAY)).toEqual({ from: '2025-11-22', to: TODAY })
    expect(spanOf('month', '2026-02-03')).toEqual({ from: '2026-02-01', to: '2026-02-28' })
    expect(spanOf('ahead', TODAY)).toEqual({ from: TODAY, to: '2027-01-20' })
  })

  it('come from the address, and are a year where that says nothing', () => {
    expect(readSpan('2026-01-01', '2026-03-31', TODAY)).toEqual({ from: '2026-01-01', to: '2026-03-31' })
    for (const [from, to] of [[undefined, undefined], ['2026-04-01', '2026-03-31'], ['2026-13-01', '2026-12-31']]) expect(nameOf(readSpan(from, to, TODAY), TODAY)).toBe('year')
    expect(nameOf({ from: '2026-01-01', to: '2026-01-02' }, TODAY)).toBe('')
  })
})

describe('the rules of a ledger', () => {
  it('are kept when done in time; what is still open is not counted', () => {
    expect(keptOf([rule({ owed: 5, done: 2, done_late: 1, missed: 1, open: 1 }), rule({ owed: 1, coming: 1 })])).toEqual({ due: 4, kept: 2 })
    expect([isWrong(rule({ done: 3 })), isWrong(rule({ done_late: 1 })), isWrong(rule({ missed: 1 }))]).toEqual([false, true, true])
  })

  it('that only wait for an event stand apart, and those that never come are left out', () => {
    const opens = { owed_by: '乙方', text: '', trigger: null, within: null, at_most: null, form: null, consent: null, items: [] }
    const [busy, waived, quiet, never] = [rule({ owed: 1 }), rule({ waived: 1 }), rule({ opens }), rule({})]
    expect(parted([busy, waived, quiet, never])).toEqual({ owed: [busy, waived], quiet: [quiet] })
  })

  it('are one row each in a spreadsheet', async () => {
    await learn(['duties'])
    const { head, rows } = tableOf([rule({ owed: 3, done: 2, missed: 1 })])
    expect(head.length).toBe(rows[0]!.length)
    expect(rows[0]!.slice(0, 4)).toEqual(['第一条', '巡检（巡检）', 3, 1])
    expect(sayKind('else')).toBe('else')
  })
})

describe('a duty', () => {
  it('is spoken of by hand only where no other part of the software keeps it', () => {
    expect(['document:HS-R1:2026-01-01', 'event:1', 'sheet:HS-R1:2026-01-01', 'inspection:1'].map((key) => isByHand({ key }))).toEqual([true, true, false, false])
    expect((['open', 'missed', 'announced', 'coming', 'done', 'waived'] as const).map((state) => isOwed({ state }))).toEqual([true, true, true, true, false, false])
  })
})
