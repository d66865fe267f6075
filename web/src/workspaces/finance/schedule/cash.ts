import type { Month, Scheduled } from '@/api/billing'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import { sumMoney } from '@/shared/money'

/** What falls due and was paid by month, as a picture and as rows. */
export function cash(months: Month[]): { drawing: Drawing; table: ChartTable } {
  const names = months.map((one) => one.month.slice(0, 7))
  return {
    table: { head: [t('bill.month'), t('bill.due'), t('bill.paidIn')], rows: months.map((one, i) => [names[i]!, one.due, one.paid]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: names, ...axisColours(colours) },
      yAxis: { type: 'value', ...axisColours(colours) },
      series: [
        { name: t('bill.due'), type: 'bar', barMaxWidth: 28, color: colours.breached, data: months.map((one) => Number(one.due)) },
        { name: t('bill.paidIn'), type: 'bar', barMaxWidth: 28, color: colours.met, data: months.map((one) => Number(one.paid)) },
      ],
    }),
  }
}

/** First day of the quarter of a day, and the first of the next. */
export function quarterOf(day: string): [string, string] {
  const [year, month] = day.split('-').map(Number) as [number, number]
  const first = month - ((month - 1) % 3)
  const text = (y: number, m: number): string => `${y}-${String(m).padStart(2, '0')}-01`
  return [text(year, first), first === 10 ? text(year + 1, 1) : text(year, first + 3)]
}

export interface Tiles {
  month: string
  quarter: string
  overdue: string
}

/** What is open and falls due this month, this quarter, and before today. */
export function tiles(lines: Scheduled[], at: string): Tiles {
  const [from, behind] = quarterOf(at)
  const open = lines.filter(({ line }) => line.due_on !== null && line.state !== 'paid')
  const sum = (fits: (due: string) => boolean): string => sumMoney(open.filter(({ line }) => fits(line.due_on!)).map(({ line }) => line.open))
  return { month: sum((due) => due.slice(0, 7) === at.slice(0, 7)), quarter: sum((due) => due >= from && due < behind), overdue: sum((due) => due < at) }
}
