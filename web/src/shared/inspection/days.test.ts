import { beforeAll, describe, expect, it } from 'vitest'

import type { Occurrence } from '@/api/inspection'
import { learn } from '@/i18n'

import { byDay, byMessage, sayDay, weeksOf } from './days'

const one = (planned: string, state: Occurrence['state'] = 'planned'): Occurrence => ({ planned, state }) as Occurrence

beforeAll(() => learn(['inspection']))

describe('days of what comes round', () => {
  it('hold the rows that follow each other', () => {
    expect(byDay([one('2026-11-22'), one('2026-11-22'), one('2026-11-24')]).map(({ day, items }) => [day, items.length])).toEqual([['2026-11-22', 2], ['2026-11-24', 1]])
    expect(byDay([])).toEqual([])
  })

  it('are told by their weekday, today and tomorrow by name, over the end of a year', () => {
    expect(['2026-12-31', '2027-01-01', '2027-01-03'].map((day) => sayDay(day, '2026-12-31'))).toEqual(['今天 2026-12-31', '明天 2027-01-01', '2027-01-03 周日'])
  })

  it('make weeks from Monday, with nothing where other months are', () => {
    const weeks = weeksOf('2026-11', [one('2026-11-01', 'done'), one('2026-11-01', 'missed'), one('2026-11-01', 'done'), one('2026-12-01')])
    expect(weeks).toHaveLength(6)
    expect(weeks.every((week) => week.length === 7)).toBe(true)
    expect(weeks[0]!.slice(0, 6)).toEqual(Array(6).fill(null))
    expect(weeks[0]![6]).toEqual({ day: '2026-11-01', counts: [{ state: 'done', n: 2 }, { state: 'missed', n: 1 }] })
    expect(weeks.flat().filter((cell) => cell !== null)).toHaveLength(30)
  })

  it('make whole weeks of a February that begins on a Monday', () => {
    expect(weeksOf('2027-02', []).map((week) => week.filter((cell) => cell !== null).length)).toEqual([7, 7, 7, 7])
  })

  it('tell once what keeps several rules from being planned', () => {
    const problems = [{ rule: 'a', clause: '一', message: '没有放假安排' }, { rule: 'b', clause: '二', message: '没有放假安排' }, { rule: 'c', clause: '三', message: '没有考试日' }]
    expect(byMessage(problems).map(({ message, rules }) => [message, rules.map((rule) => rule.rule)])).toEqual([['没有放假安排', ['a', 'b']], ['没有考试日', ['c']]])
  })
})
