import { t } from '@/i18n'

const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000
/** Beyond this nobody counts the days. */
const LONG_PAST = 90

/** The day in China at a moment, `2026-11-21`. */
export function dayOf(ms: number): string {
  return new Date(ms + SHIFT_MS).toISOString().slice(0, 10)
}

export function monthOf(ms: number): string {
  return dayOf(ms).slice(0, 7)
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}

/** `2026-11` and -1 give `2026-10`. */
export function addMonths(month: string, months: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const all = year * 12 + number - 1 + months
  return `${Math.floor(all / 12)}-${String((all % 12) + 1).padStart(2, '0')}`
}

/** Whole days from one day to another; negative when the other comes first. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS)
}

/** "今天", "3 天后", "已过 2 天". */
export function sayDays(day: string, today: string): string {
  const n = daysBetween(today, day)
  if (n === 0) return t('portal.today')
  if (n < -LONG_PAST) return t('portal.past')
  return n > 0 ? t('portal.inDays', { n }) : t('portal.daysPast', { n: -n })
}

/** "2026-10-01 – 2026-10-31", or the day alone. */
export function sayPeriod(from: string, to: string): string {
  return from === to ? from : `${from} – ${to}`
}
