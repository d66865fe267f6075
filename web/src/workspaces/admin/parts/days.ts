const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000

/** The day in China on which `ms` falls, `2026-11-21`. */
export function dayOf(ms: number): string {
  return new Date(ms + SHIFT_MS).toISOString().slice(0, 10)
}

/** The day so many days after `day`. */
export function later(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)
}

/** Every day from `first` to `last`, both counted in; none when they stand the wrong way round. */
export function daysBetween(first: string, last: string): string[] {
  const count = (Date.parse(last) - Date.parse(first)) / DAY_MS
  return Number.isInteger(count) && count >= 0 && count < 400 ? Array.from({ length: count + 1 }, (_, n) => later(first, n)) : []
}
