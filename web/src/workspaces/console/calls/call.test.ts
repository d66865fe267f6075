import { describe, expect, it } from 'vitest'

import type { Call } from '@/api/hotline'

import { addressOf, blank, draftOf, filtersFrom, isLoose, merged, momentOf, newCallOf, NO_FILTERS, phaseOf, questionOf, sayClock } from './call'

// 2026-11-21 14:00:00 in China.
const now = Date.parse('2026-11-21T06:00:00Z')
const call = (more: Partial<Call> = {}): Call => ({
  id: 'a', contract_id: 'ex', channel: 'phone', direction: 'in', caller_number: null, caller_name: null, arrived_at: '2026-11-21T05:59:00Z', answered_at: null, ended_at: null, outcome: 'ringing',
  wait_seconds: null, agent: null, topic: null, note: null, ticket_id: null, ticket_number: null, source: '总机', external_id: 'c-1', version: 1, ...more,
})

describe('the address of the log', () => {
  it('holds what narrows it and nothing else', () => {
    const filters = filtersFrom({ day: '2026-11-21', unlinked: '1', odd: 'x', q: ['a', 'b'] })
    expect(filters).toEqual({ ...NO_FILTERS, day: '2026-11-21', unlinked: '1' })
    expect(addressOf(filters)).toEqual({ day: '2026-11-21', unlinked: '1' })
  })

  it('asks the server in its own words, and never for what it does not know', () => {
    const asked = questionOf({ ...NO_FILTERS, day: '2026-11-21', channel: 'fax', outcome: 'answered', unlinked: '0', q: '  ' })
    expect(asked).toEqual({ day_from: '2026-11-21', day_to: '2026-11-21', outcome: 'answered' })
  })
})

describe('a call in progress', () => {
  it('rings, is talked, and is over', () => {
    expect(phaseOf(call(), now)).toEqual({ state: 'ringing', seconds: 60 })
    expect(phaseOf(call({ outcome: 'answered', answered_at: '2026-11-21T05:59:41Z' }), now)).toEqual({ state: 'talking', seconds: 19 })
    expect(phaseOf(call({ outcome: 'answered', answered_at: '2026-11-21T05:59:10Z', ended_at: '2026-11-21T05:59:50Z' }), now)).toEqual({ state: 'over', seconds: 40 })
  })

  it('does not run for ever where nobody told of its end, nor where a person wrote it down', () => {
    expect(phaseOf(call({ arrived_at: '2026-11-21T05:00:00Z' }), now).state).toBe('over')
    expect(phaseOf(call({ outcome: 'answered', answered_at: '2026-11-21T01:00:00Z' }), now).state).toBe('over')
    expect(phaseOf(call({ outcome: 'answered', answered_at: '2026-11-21T05:59:41Z', source: 'console' }), now).state).toBe('over')
  })

  it.each([[0, '0:00'], [67, '1:07'], [3_723, '1:02:03']])('%d s is %s', (seconds, said) => expect(sayClock(seconds)).toBe(said))
})

describe('a call without a ticket', () => {
  it('stands out when somebody was heard', () => {
    expect(isLoose(call({ outcome: 'answered' }))).toBe(true)
    expect(isLoose(call({ outcome: 'voicemail' }))).toBe(true)
    expect(isLoose(call({ outcome: 'abandoned' }))).toBe(false)
    expect(isLoose(call({ outcome: 'answered', direction: 'out' }))).toBe(false)
    expect(isLoose(call({ outcome: 'answered', ticket_id: 't' }))).toBe(false)
  })
})

describe('what is written down', () => {
  it('takes a time of day for the last one there was', () => {
    expect(momentOf('13:59:30', now)).toBe('2026-11-21T05:59:30.000Z')
    expect(momentOf('23:58', now)).toBe('2026-11-20T15:58:00.000Z')
    expect(momentOf('', now)).toBeNull()
  })

  it('is a call that rang when the form was opened; its wait is measured only where the answer was stamped', () => {
    const form = { ...blank('ex', now), number: ' 13800000000 ', topic: '登录' }
    const later = now + 20_000
    expect(newCallOf(form, later)).toEqual({ channel: 'phone', outcome: 'answered', caller_number: '13800000000', caller_name: undefined, topic: '登录', note: undefined, arrived_at: '2026-11-21T06:00:00.000Z', answered_at: undefined, ended_at: '2026-11-21T06:00:20.000Z' })
    expect(newCallOf({ ...form, answered: '14:00:05' }, later).answered_at).toBe('2026-11-21T06:00:05.000Z')
    expect(newCallOf({ ...form, answered: '14:00:05', outcome: 'abandoned' }, later).answered_at).toBeUndefined()
  })

  it('fills in the ticket that is opened from it', () => {
    expect(draftOf(call({ caller_number: '138', caller_name: '考务', topic: '登录失败' }))).toEqual({ contract: 'ex', channel: 'phone', phone: '138', reporter: '考务', title: '登录失败', description: '', call: 'c-1', callId: 'a' })
  })
})

describe('the log as it is read again', () => {
  it('has new calls on top, what left the filter gone, and older pages kept', () => {
    const at = (id: string, minute: number): Call => call({ id, arrived_at: `2026-11-21T05:${String(minute).padStart(2, '0')}:00Z` })
    const known = [at('d', 40), at('c', 30), at('b', 20), at('a', 10)]
    expect(merged([at('e', 50), at('c', 30)], known).map((one) => one.id)).toEqual(['e', 'c', 'b', 'a'])
  })
})
