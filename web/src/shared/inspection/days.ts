import type { Occurrence, OccurrenceState, PlanStanding } from '@/api/inspection'
import { t, type TextKey } from '@/i18n'
import { addDays, daysOf, monthSpan, weekdayOf } from '@/shared/hotline/days'

import { STATES } from './words'

export interface Day {
  day: string
  items: Occurrence[]
}

/** Rows by the day they are planned for, in the order in which they came. */
export function byDay(items: Occurrence[]): Day[] {
  const days: Day[] = []
  for (const one of items) {
    const last = days[days.length - 1]
    if (last?.day === one.planned) last.items.push(one)
    else days.push({ day: one.planned, items: [one] })
  }
  return days
}

/** "今天 2026-11-22", "2026-11-24 周二". */
export function sayDay(day: string, today: string): string {
  if (day === today) return t('insp.todayIs', { day })
  if (day === addDays(today, 1)) return t('insp.tomorrowIs', { day })
  return t('insp.dayIs', { day, weekday: t(`insp.weekday.${weekdayOf(day)}` as TextKey) })
}

export interface Cell {
  day: string
  counts: { state: OccurrenceState; n: number }[]
}

/** A month in weeks from Monday, null for days of other months, with how many of each day stand where. */
export function weeksOf(month: string, items: Occurrence[]): (Cell | null)[][] {
  const span = monthSpan(month)
  const cells: (Cell | null)[] = daysOf(span).map((day) => {
    const here = items.filter((one) => one.planned === day)
    return { day, counts: STATES.map((state) => ({ state, n: here.filter((one) => one.state === state).length })).filter(({ n }) => n > 0) }
  })
  cells.unshift(...Array<null>(weekdayOf(span[0]) - 1).fill(null))
  cells.push(...Array<null>(7 - weekdayOf(span[1])).fill(null))
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}

type Unplanned = PlanStanding['problems'][number]

/** What cannot be planned by why not: one missing notice stops many rules, and is told once. */
export function byMessage(problems: Unplanned[]): { message: string; rules: Unplanned[] }[] {
  const found = new Map<string, Unplanned[]>()
  for (const one of problems) found.set(one.message, [...(found.get(one.message) ?? []), one])
  return [...found].map(([message, rules]) => ({ message, rules }))
}
