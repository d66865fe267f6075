import type { Forecast } from '@/api/certificates'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'

export interface Summed {
  contracted: number | null
  in_use: number
  expired: number
  soon: number
  months: { month: string; n: number }[]
}

/** What several contracts hold and what is coming, as one; a contract that names no number adds none. */
export function sumOf(all: Forecast[]): Summed {
  const named = all.flatMap((one) => one.contracted ?? [])
  const months = new Map<string, number>()
  all.flatMap((one) => one.months).forEach(({ month, n }) => months.set(month, (months.get(month) ?? 0) + n))
  const total = (of: (one: Forecast) => number): number => all.reduce((sum, one) => sum + of(one), 0)
  return {
    contracted: named.length === 0 ? null : named.reduce((sum, n) => sum + n, 0),
    in_use: total((one) => one.in_use),
    expired: total((one) => one.expired),
    soon: total((one) => one.soon),
    months: [...months].map(([month, n]) => ({ month, n })).sort((a, b) => a.month.localeCompare(b.month)),
  }
}

/** The month in which most end; the first of them. */
export function worstOf(months: Summed['months']): { month: string; n: number } | null {
  return months.reduce<{ month: string; n: number } | null>((worst, one) => (worst === null || one.n > worst.n ? one : worst), null)
}

export function pictureOf(months: Summed['months'], chosen: string): { drawing: Drawing; table: ChartTable } {
  return {
    table: { head: [t('cert.month'), t('cert.ending')], rows: months.map(({ month, n }) => [month, n]) },
    drawing: (colours) => ({
      ...frame(colours),
      grid: { ...frame(colours).grid, top: 28, bottom: 8 },
      legend: { show: false },
      xAxis: { type: 'category', data: months.map(({ month }) => month), ...axisColours(colours) },
      yAxis: { type: 'value', name: t('cert.ending'), minInterval: 1, ...axisColours(colours) },
      series: [{ name: t('cert.ending'), type: 'bar', barMaxWidth: 32, color: colours.running, data: months.map(({ month, n }) => ({ value: n, itemStyle: { color: month === chosen ? colours.warn80 : colours.running } })) }],
    }),
  }
}
