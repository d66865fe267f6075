import type { MonthFigures, ServiceFigures, Statistics } from '@/api/statistics'
import { locale, t, word } from '@/i18n'

import { monthOf } from '../parts/days'
import { add, rateOf, sayRate } from '../parts/rates'

/** The pictures' titles: what the figures say, in a sentence. */

/** "11 月", with the year where it is not the last one's. */
export function sayMonth(month: string, than: string): string {
  const [year = '', number = ''] = month.split('-')
  const short = t('figures.month', { n: Number(number) })
  return year === than.slice(0, 4) ? short : t('figures.yearMonth', { year, n: Number(number) })
}

export function openedIn(month: MonthFigures): number {
  return Object.values(month.opened).reduce((sum, n) => sum + n, 0)
}

export function trendSays(figures: Statistics): string {
  const last = figures.months.at(-1)
  const before = figures.months.at(-2)
  if (!last || figures.months.every((month) => openedIn(month) === 0)) return t('figures.none')
  const month = sayMonth(last.month, figures.to)
  const n = openedIn(last)
  const severe = last.opened['1'] ?? 0
  if (figures.as_of !== null && monthOf(Date.parse(figures.as_of)) === last.month) {
    return t('figures.soFar', { month, n, than: before ? t('figures.wholeBefore', { n: openedIn(before) }) : '', severe })
  }
  const change = before ? n - openedIn(before) : 0
  const than = before === undefined || change === 0 ? t('figures.asMany') : t(change > 0 ? 'figures.moreThan' : 'figures.fewerThan', { n: Math.abs(change) })
  return t('figures.trendSays', { month, n, than: before ? than : '', severe })
}

/** The last month in which a clock ended, and its worst kind: every promise of a contract is to be kept each time. */
export function clocksSays(figures: Statistics): string {
  const last = [...figures.months].reverse().find((month) => rateOf(add(month.clocks)) !== null)
  if (!last) return t('figures.noClocks')
  const month = sayMonth(last.month, figures.to)
  const worst = last.clocks
    .map((clock) => ({ clock, rate: rateOf(clock) }))
    .filter((one): one is { clock: MonthFigures['clocks'][number]; rate: number } => one.rate !== null)
    .sort((a, b) => a.rate - b.rate)[0]
  if (!worst || worst.rate === 100) return t('figures.allMet', { month, n: add(last.clocks).met })
  return t('figures.below', { month, clock: word('clock', worst.clock.kind), rate: sayRate(worst.rate) })
}

/** A service as printed in the contract; where a ticket names none, the work it is about. */
export function nameOfService({ name, work_name }: Pick<ServiceFigures, 'name' | 'work_name'>): string {
  if (name !== null) return name
  return work_name === null ? t('figures.noService') : t('figures.noServiceOf', { work: work_name })
}

export function servicesSays(figures: Statistics): string {
  const sorted = [...figures.services].sort((a, b) => b.opened - a.opened)
  const sum = sorted.reduce((all, one) => all + one.opened, 0)
  const first = sorted[0]
  if (!first || sum === 0) return t('figures.none')
  return t('figures.servicesSays', { name: nameOfService(first), n: first.opened, share: Math.round((first.opened * 100) / sum) })
}

const WEEK: [string, string][] = [
  ['周一', 'Mon'],
  ['周二', 'Tue'],
  ['周三', 'Wed'],
  ['周四', 'Thu'],
  ['周五', 'Fri'],
  ['周六', 'Sat'],
  ['周日', 'Sun'],
]

export function weekdays(): string[] {
  return WEEK.map((day) => day[locale.value === 'zh' ? 0 : 1])
}

export function heatSays(figures: Statistics): string {
  const cells = figures.heat.flatMap((hours, day) => hours.map((n, hour) => ({ day, hour, n })))
  const sum = cells.reduce((all, cell) => all + cell.n, 0)
  const most = cells.reduce<{ day: number; hour: number; n: number } | null>((best, cell) => (best === null || cell.n > best.n ? cell : best), null)
  if (!most || sum === 0) return t('figures.none')
  const weekend = cells.filter((cell) => cell.day > 4).reduce((all, cell) => all + cell.n, 0)
  return t('figures.heatSays', { day: weekdays()[most.day] ?? '', hour: most.hour, n: most.n, weekend: Math.round((weekend * 100) / sum) })
}

/** The mean of a month's ratings to a tenth, none where nobody rated. */
export function meanOf({ n, sum }: MonthFigures['satisfaction']): number | null {
  return n === 0 ? null : Math.round((sum * 10) / n) / 10
}

export function satisfactionSays(figures: Statistics): string {
  const rated = figures.months.filter((month) => month.satisfaction.n > 0)
  const last = rated.at(-1)
  if (!last) return t('figures.noRatings')
  const mean = meanOf(last.satisfaction) ?? 0
  const before = rated.at(-2)
  const change = before ? Math.round((mean - (meanOf(before.satisfaction) ?? 0)) * 10) / 10 : 0
  const than = change === 0 ? '' : t(change > 0 ? 'figures.higher' : 'figures.lower', { n: Math.abs(change).toFixed(1) })
  return t('figures.satisfactionSays', { month: sayMonth(last.month, figures.to), mean: mean.toFixed(1), n: last.satisfaction.n, than })
}
