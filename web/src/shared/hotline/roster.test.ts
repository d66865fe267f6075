import { describe, expect, it } from 'vitest'

import type { Required, Shift, SpecialDays } from '@/api/hotline'

import { addDays, daysOf, monthSpan, weekdayOf, weekSpan } from './days'
import { comingOf, handoversOf, hoursOn, huesOf, kindsOf, kindsOn, moved, newShiftOf, newSpecialOf, nextOf, repeatedOf, sayDays, saySpan, shiftsOn, timesOf, wantedOn, wholeSpecial, type ShiftForm, type SpecialForm } from './roster'

const shift = (id: string, from: string, to: string, more: Partial<Shift> = {}): Shift => ({
  id, contract_id: 'ex', duty: 'phone', person: { id: more.person?.id ?? 'a', name: '王工' }, from: new Date(`${from}:00+08:00`).toISOString(), to: new Date(`${to}:00+08:00`).toISOString(), note: null, handover: null, version: 1, ...more,
})

describe('days', () => {
  it('know weeks, months and the end of a year', () => {
    expect(weekdayOf('2026-11-22')).toBe(7)
    expect(weekSpan('2026-11-22')).toEqual(['2026-11-16', '2026-11-22'])
    expect(monthSpan('2026-02-10')).toEqual(['2026-02-01', '2026-02-28'])
    expect(monthSpan('2026-12-31')).toEqual(['2026-12-01', '2026-12-31'])
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(daysOf(['2026-11-29', '2026-12-01'])).toEqual(['2026-11-29', '2026-11-30', '2026-12-01'])
  })
})

describe('a day of a roster', () => {
  const shifts = [shift('b', '2026-11-21T14:00', '2026-11-21T20:00'), shift('a', '2026-11-21T08:00', '2026-11-21T15:00'), shift('n', '2026-11-20T20:00', '2026-11-21T02:00')]

  it('has the shifts that reach into it, and each hour once', () => {
    expect(shiftsOn(shifts, 'phone', '2026-11-21').map((one) => one.id)).toEqual(['n', 'a', 'b'])
    expect(shiftsOn(shifts, 'online', '2026-11-21')).toEqual([])
    expect(hoursOn(shifts, 'phone', '2026-11-21')).toBe(14)
    expect(hoursOn(shifts, 'phone', '2026-11-20')).toBe(4)
  })

  const need = (hours: number, more: Partial<Required> = {}): Required => ({ duty: 'phone', rule: 'W', title: '', clause: '', window: null, hours, heads: 1, checked: true, assumed: [], on: null, ...more })

  it('wants the hours of any day, and more of both on its special days only', () => {
    const required = [need(12), need(8), need(24, { on: 'exam', heads: 10 }), need(20, { checked: false })]
    expect(wantedOn(required, 'phone', [])).toEqual({ hours: 12, heads: 1 })
    expect(wantedOn(required, 'phone', ['mock_exam'])).toEqual({ hours: 12, heads: 1 })
    expect(wantedOn(required, 'phone', ['exam'])).toEqual({ hours: 24, heads: 10 })
    expect(wantedOn(required, 'online', ['exam'])).toBeNull()
    expect(wantedOn([need(12, { on: 'exam', heads: 10 }), need(14)], 'phone', ['exam'])).toEqual({ hours: 14, heads: 10 })
    expect(kindsOf([...required, need(1, { on: 'exam' })])).toEqual(['exam'])
  })

  it('is special from the first to the last day that was told of', () => {
    const days = (kind: SpecialDays['kind'], from: string, to: string): SpecialDays => ({ id: from, contract_id: 'c', kind, from, to, opens: null, closes: null, reason: '', by: '', created_at: '' })
    const told = [days('exam', '2026-12-15', '2026-12-16'), days('exam', '2026-12-16', '2026-12-16'), days('mock_exam', '2026-12-16', '2026-12-17')]
    expect(['14', '15', '16', '17', '18'].map((day) => kindsOn(told, `2026-12-${day}`))).toEqual([[], ['exam'], ['exam', 'mock_exam'], ['mock_exam'], []])
  })

  it('says when a shift ends on the day after', () => {
    const say = (one: Shift): string => saySpan(one.from, one.to, '次日')
    expect(say(shifts[0]!)).toBe('14:00–20:00')
    expect(say(shifts[2]!)).toBe('20:00–次日 02:00')
    expect(say(shift('m', '2026-11-21T16:00', '2026-11-22T00:00'))).toBe('16:00–24:00')
  })

  it('gives each of its people a colour of their own', () => {
    const hues = huesOf([shift('1', '2026-11-21T08:00', '2026-11-21T09:00', { person: { id: 'x', name: '' } }), shifts[0]!])
    expect(new Set(hues.values()).size).toBe(2)
  })
})

describe('a shift that is put on the roster', () => {
  const form: ShiftForm = { duty: 'phone', person: 'p', day: '2026-11-23', from: '20:00', to: '08:00', note: ' ', repeats: false, until: '2026-12-04', weekdays: [5, 1] }

  it('ends on the day after where its end is not later than its beginning', () => {
    expect(timesOf(form)).toEqual({ from: '2026-11-23T12:00:00.000Z', to: '2026-11-24T00:00:00.000Z' })
    expect(timesOf({ ...form, from: '08:00', to: '20:00' }).to).toBe('2026-11-23T12:00:00.000Z')
  })

  it('comes round on weekdays, and how often is known before', () => {
    expect(newShiftOf(form)).toEqual({ duty: 'phone', person_id: 'p', from: '2026-11-23T12:00:00.000Z', to: '2026-11-24T00:00:00.000Z' })
    const repeats = { ...form, repeats: true }
    expect(newShiftOf(repeats).repeat).toEqual({ until: '2026-12-04', weekdays: [1, 5] })
    expect(repeatedOf(repeats)).toBe(4)
    expect(repeatedOf({ ...repeats, weekdays: [] })).toBe(12)
    expect(repeatedOf({ ...repeats, until: '2026-11-22' })).toBe(0)
    expect(repeatedOf(form)).toBe(1)
  })

  it('is moved by whole days', () => {
    expect(moved(shift('a', '2026-11-21T08:00', '2026-11-21T14:00'), -1)).toEqual({ from: '2026-11-20T00:00:00.000Z', to: '2026-11-20T06:00:00.000Z' })
  })
})

describe('handing over', () => {
  const now = Date.parse('2026-11-21T14:30:00+08:00')
  const left = { note: '二号线有杂音', at: '2026-11-21T05:50:00Z', confirmed_by: null, confirmed_at: null }
  const mine = (id: string, from: string, to: string, person: string, handover: Shift['handover'] = null): Shift => shift(id, from, to, { person: { id: person, name: person }, handover })
  const shifts = [mine('1', '2026-11-21T08:00', '2026-11-21T14:00', 'a', left), mine('2', '2026-11-21T14:00', '2026-11-21T20:00', 'b'), mine('3', '2026-11-22T08:00', '2026-11-22T14:00', 'a')]

  it('goes to whoever has the next shift of the same duty and contract', () => {
    expect(nextOf(shifts[0]!, shifts)?.id).toBe('2')
    expect(nextOf(shifts[2]!, shifts)).toBeNull()
    expect(nextOf(shifts[0]!, [shifts[0]!, { ...shifts[1]!, contract_id: 'sc' }, { ...shifts[1]!, duty: 'online' }])).toBeNull()
  })

  it('is left by who was there and taken by who comes', () => {
    expect(handoversOf(shifts, 'a', now)).toEqual({ leaving: [shifts[0]], taking: [] })
    expect(handoversOf(shifts, 'b', now)).toEqual({ leaving: [shifts[1]], taking: [shifts[0]] })
    const taken = [{ ...shifts[0]!, handover: { ...left, confirmed_by: 'b', confirmed_at: '2026-11-21T06:01:00Z' } }, shifts[1]!]
    expect(handoversOf(taken, 'b', now).taking).toEqual([])
    expect(handoversOf(taken, 'a', now).leaving).toEqual([])
  })

  it('shows what is to come, the next first', () => {
    expect(comingOf(shifts, 'a', now).map((one) => one.id)).toEqual(['3'])
    expect(comingOf(shifts, 'b', now).map((one) => one.id)).toEqual(['2'])
  })
})

describe('special days that are typed', () => {
  const form: SpecialForm = { kind: 'exam', from: '2026-12-15', to: '', opens: '', closes: '', reason: ' 考试通知 ' }

  it('are one day and the usual hours where nothing else is said', () => {
    expect(newSpecialOf(form)).toEqual({ kind: 'exam', from: '2026-12-15', to: '2026-12-15', reason: '考试通知' })
    expect(newSpecialOf({ ...form, to: '2026-12-16', opens: '08:00', closes: '00:00' })).toEqual({ kind: 'exam', from: '2026-12-15', to: '2026-12-16', opens: '08:00', closes: '24:00', reason: '考试通知' })
  })

  it('are whole with days in order, both hours or none, and where they are known from', () => {
    expect([form, { ...form, to: '2026-12-15' }, { ...form, opens: '08:00', closes: '20:00' }, { ...form, opens: '08:00', closes: '00:00' }].every(wholeSpecial)).toBe(true)
    const short: Partial<SpecialForm>[] = [{ kind: '' }, { from: '' }, { to: '2026-12-14' }, { opens: '08:00' }, { closes: '20:00' }, { opens: '20:00', closes: '08:00' }, { reason: ' ' }]
    expect(short.filter((less) => wholeSpecial({ ...form, ...less }))).toEqual([])
  })

  it('say a year once', () => {
    expect([sayDays('2026-12-15', '2026-12-15'), sayDays('2026-12-15', '2026-12-16'), sayDays('2026-12-31', '2027-01-01')]).toEqual(['2026-12-15', '2026-12-15 – 12-16', '2026-12-31 – 2027-01-01'])
  })
})
