import type { CalendarYear } from '@/api/types'

import { daysBetween } from '../parts/days'

export type Day = CalendarYear['days'][number]

export const HEAD = 'date,kind,name'

/** The days that a notice names, as far as it can be read; what is wrong with it, the server says. */
export function daysOf(text: string): Day[] {
  return text
    .split('\n')
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .filter(([date = '', kind = '']) => /^\d{4}-\d\d-\d\d$/.test(date) && (kind === 'holiday' || kind === 'workday') && !Number.isNaN(Date.parse(date)))
    .map(([date = '', kind = '', name = '']) => ({ date, kind, name }))
}

/** A notice with the days from `first` to `last` added. */
export function withRange(text: string, kind: string, name: string, first: string, last: string): string {
  const rows = daysBetween(first, last).map((day) => `${day},${kind},${name.replaceAll(',', '，')}`)
  const before = text.trim() === '' ? HEAD : text.trimEnd()
  return `${[before, ...rows].join('\n')}\n`
}

/** What a notice makes of a day: the same as before, another thing, or named no more. */
export type Change = 'new' | 'other' | 'gone'

/** The days on which a notice differs from the one that is there for the year. */
export function changedDays(before: readonly Day[], after: readonly Day[]): Map<string, Change> {
  const was = new Map(before.map((day) => [day.date, day.kind]))
  const is = new Map(after.map((day) => [day.date, day.kind]))
  const changes = new Map<string, Change>()
  is.forEach((kind, date) => {
    const old = was.get(date)
    if (old !== kind) changes.set(date, old === undefined ? 'new' : 'other')
  })
  was.forEach((_, date) => {
    if (!is.has(date)) changes.set(date, 'gone')
  })
  return changes
}

/** A month as a calendar on the wall: weeks from Monday, null where another month is. */
export function weeksOf(year: number, month: number): (string | null)[][] {
  const first = new Date(Date.UTC(year, month - 1, 1))
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate()
  const lead = (first.getUTCDay() + 6) % 7
  const cells: (string | null)[] = Array.from({ length: lead }, () => null)
  for (let day = 1; day <= length; day += 1) cells.push(`${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
  while (cells.length % 7 !== 0) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, week) => cells.slice(week * 7, week * 7 + 7))
}
