const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000

/** The day in China at a moment, `2026-11-21`. */
export function dayOf(ms: number): string {
  return new Date(ms + SHIFT_MS).toISOString().slice(0, 10)
}

/** The time of day in China, `14:30`. */
export function timeOf(at: string | number): string {
  return new Date((typeof at === 'string' ? Date.parse(at) : at) + SHIFT_MS).toISOString().slice(11, 16)
}

/** The beginning of a day in China, in milliseconds. */
export function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00+08:00`)
}

export function addDays(day: string, days: number): string {
  return dayOf(startOf(day) + days * DAY_MS)
}

/** 1 for Monday to 7 for Sunday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1
}

/** First and last day of the month of a day, `2026-11` or `2026-11-21`. */
export function monthSpan(day: string): [string, string] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  const first = `${day.slice(0, 7)}-01`
  const next = month === 12 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`
  return [first, addDays(next, -1)]
}

/** Monday and Sunday of the week of a day. */
export function weekSpan(day: string): [string, string] {
  const monday = addDays(day, 1 - weekdayOf(day))
  return [monday, addDays(monday, 6)]
}

/** Every day from one to another, both counted in. */
export function daysOf([from, to]: [string, string]): string[] {
  const days: string[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) days.push(day)
  return days
}
