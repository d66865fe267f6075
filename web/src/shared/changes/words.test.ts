import { describe, expect, it } from 'vitest'

import type { ChangeDetail, ChangeStep } from '@/api/changes'

import { asInput, asMoment, mondayOf, onward, sourceOf, stagesOf, weeksOf } from './words'

function change(part: Partial<ChangeDetail>): ChangeDetail {
  return { state: 'draft', urgency: 'normal', unconfirmed: false, decision: null, released: null, outcome: null, tests: [], steps: [], source: null, ...part } as ChangeDetail
}

const deed = { by_id: '', by: '', at: '', note: null }
const approved = { approved: true, text_no: 1, deed, word: null }
const test = (current: boolean, result: 'passed' | 'failed') => ({ current, result }) as ChangeDetail['tests'][number]

describe('the stages of a change', () => {
  it('show the first that is not done as the next', () => {
    expect(stagesOf(change({})).plan).toBe('now')
    expect(stagesOf(change({ state: 'submitted' }))).toMatchObject({ plan: 'done', approval: 'now', test: 'ahead' })
    expect(stagesOf(change({ state: 'tested', decision: approved, tests: [test(true, 'passed')] }))).toMatchObject({ test: 'done', release: 'now' })
  })

  it('do not count a test of an older text', () => {
    expect(stagesOf(change({ state: 'approved', decision: approved, tests: [test(false, 'passed')] })).test).toBe('now')
  })

  it('show what failed, and nothing behind it as next', () => {
    const refused = stagesOf(change({ state: 'refused', decision: { ...approved, approved: false } }))
    expect([refused.approval, refused.test]).toEqual(['failed', 'ahead'])
    const back = stagesOf(change({ state: 'rolled_back', decision: approved, tests: [test(true, 'passed')], released: deed, outcome: { verified: false, deed } }))
    expect(back.verified).toBe('failed')
  })
})

describe('what comes next', () => {
  const steps = (...all: ChangeStep[]) => all.map((step) => ({ step, refused: null }))

  it('begins with a confirmation that is owed', () => {
    const said = onward(change({ state: 'released', unconfirmed: true, steps: steps('verify', 'confirm', 'edit') }))
    expect(said.map((one) => one.step)).toEqual(['confirm', 'verify'])
  })

  it('keeps refusals, but not that a change is no emergency', () => {
    const waits = change({ state: 'submitted', steps: [{ step: 'decide', refused: '不能批准自己提交的变更' }, { step: 'by_word', refused: '只有紧急变更' }] })
    expect(onward(waits).map((one) => one.step)).toEqual(['decide'])
  })
})

describe('times', () => {
  it('are those of Beijing, whatever the machine says', () => {
    expect(asInput('2024-05-06T18:30:00Z')).toBe('2024-05-07T02:30')
    expect(Date.parse(asMoment('2024-05-07T02:30'))).toBe(Date.parse('2024-05-06T18:30:00Z'))
    expect([mondayOf('2024-05-05'), mondayOf('2024-05-06')]).toEqual(['2024-04-29', '2024-05-06'])
  })

  it('put a window into each week that it touches', () => {
    const item = { id: '1', planned_from: '2024-05-05T14:00:00Z', planned_to: '2024-05-05T18:00:00Z' } as never
    const weeks = weeksOf({ from: '2024-05-01', to: '2024-05-12', items: [item], freezes: [{ id: 'f', title: '', from: '2024-05-08', to: '2024-05-09', works: [] }] })
    expect(weeks.map((week) => [week.from, week.items.length, week.freezes.length])).toEqual([['2024-04-29', 1, 0], ['2024-05-06', 1, 1]])
  })
})

it('a source is shown to the client where it has a page in the portal', () => {
  expect(sourceOf({ source: '/tickets/7' }, false)).toBe('/tickets/7')
  expect(sourceOf({ source: '/tickets/7' }, true)).toBe('/portal/requests/7')
  expect(sourceOf({ source: '/inspections/7' }, true)).toBeNull()
})
