import { describe, expect, it } from 'vitest'

import type { Occurrence, Plan, PlannedDocument } from '@/api/plan'

import { documentsOf, dutiesOf } from './duties'

const TODAY = '2026-11-21'
const round = (rule: string, from: string, to: string, planned = from) => ({ rule: { rule, clause: '三' }, title: rule, kind: 'inspection', from, to, planned, works: [] }) as unknown as Occurrence
const paper = (rule: string, to: string, review_by: string | null = null, due: string | null = null) => ({ rule: { rule, clause: '六' }, title: rule, from: to, to, review_by, due, works: [] }) as unknown as PlannedDocument

describe('the duties of a contract', () => {
  it('are one line a rule, with the period that runs, the next and the last', () => {
    const plan = { occurrences: [round('week', '2026-11-23', '2026-11-29'), round('week', '2026-11-09', '2026-11-15'), round('week', '2026-11-16', '2026-11-22')] } as unknown as Plan
    const [duty, ...rest] = dutiesOf(plan, TODAY)
    expect(rest).toEqual([])
    expect([duty?.state, duty?.present?.from, duty?.next?.from, duty?.last?.from, duty?.past]).toEqual(['now', '2026-11-16', '2026-11-23', '2026-11-09', 1])
  })

  it('keep apart what one rule asks for twice', () => {
    const backup = round('B1', '2026-11-20', '2026-11-20')
    const plan = { occurrences: [backup, { ...backup, title: '备份检查', from: '2026-11-16', to: '2026-11-22' }] } as unknown as Plan
    expect(dutiesOf(plan, TODAY).map((duty) => [duty.title, duty.state])).toEqual([
      ['备份检查', 'now'],
      ['B1', 'over'],
    ])
  })

  it('say what is near, what is far and what is over, the nearest first', () => {
    const plan = { occurrences: [round('far', '2027-03-01', '2027-03-31'), round('done', '2026-10-01', '2026-10-07'), round('near', '2026-12-01', '2026-12-31', '2026-12-05')] } as unknown as Plan
    expect(dutiesOf(plan, TODAY).map((duty) => [duty.title, duty.state])).toEqual([
      ['near', 'soon'],
      ['far', 'later'],
      ['done', 'over'],
    ])
  })
})

describe('the documents of a contract', () => {
  it('show the last period that is over and the next one, what is to be reviewed first', () => {
    const plan = { documents: [paper('month', '2026-09-30', '2026-10-15'), paper('month', '2026-10-31', '2026-11-30'), paper('month', '2026-11-30', '2026-12-15'), paper('month', '2026-12-31', '2027-01-15'), paper('plain', '2026-11-20')] } as unknown as Plan
    expect(documentsOf(plan, TODAY).map((row) => [row.document.title, row.document.to, row.state])).toEqual([
      ['month', '2026-10-31', 'review'],
      ['plain', '2026-11-20', 'plain'],
      ['month', '2026-11-30', 'later'],
    ])
  })

  it('wait for the vendor while they may still be handed in', () => {
    const plan = { documents: [paper('late', '2026-10-31', '2026-11-15', '2026-11-10'), paper('open', '2026-11-15', '2026-12-15', '2026-11-25')] } as unknown as Plan
    expect(documentsOf(plan, TODAY).map((row) => row.state)).toEqual(['handIn', 'reviewOver'])
  })
})
