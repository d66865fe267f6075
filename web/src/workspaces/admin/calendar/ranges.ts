import type { CalendarYear } from '@/api/types'

const DAY_MS = 86_400_000

type Day = CalendarYear['days'][number]

/** "元旦 01-01 至 01-03、春节 02-15 至 02-23": days in a row that bear the same name are said once. */
export function sayRanges(days: Day[], to: string, between: string): string {
  const runs: { name: string; first: string; last: string }[] = []
  for (const { date, name } of days) {
    const run = runs.at(-1)
    if (run && run.name === name && Date.parse(date) - Date.parse(run.last) === DAY_MS) run.last = date
    else runs.push({ name, first: date, last: date })
  }
  return runs.map(({ name, first, last }) => `${name} ${first.slice(5)}${first === last ? '' : ` ${to} ${last.slice(5)}`}`).join(between)
}
