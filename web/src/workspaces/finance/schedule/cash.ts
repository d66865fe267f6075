import type { CashFlow, Scheduled } from '@/api/billing'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import { sayMoney, sumMoney } from '@/shared/money'

export const BY = ['month', 'contract', 'vendor'] as const
export type By = (typeof BY)[number]

interface Group {
  name: string
  paid: string
  due: string
  expected: string
  /** What is due and expected. */
  open: string
}

export interface Cash {
  /** What the picture shows, as a finding. */
  title: string
  drawing: Drawing
  table: ChartTable
}

const HEADS = { month: 'bill.month', contract: 'bill.contract', vendor: 'fin.payee' } as const
const FINDINGS = { month: 'fin.findMonth', contract: 'fin.findContract', vendor: 'fin.findVendor' } as const
const LONGEST_NAME = 16

const nameOf = (flow: CashFlow, by: By): string => (by === 'month' ? flow.month.slice(0, 7) : by === 'contract' ? flow.contract_title : flow.party_name)

/** The flows added up by month, contract or payee; months in their order, the others by what is open. */
export function groups(flows: CashFlow[], by: By): Group[] {
  const names = [...new Set(flows.map((flow) => nameOf(flow, by)))]
  const all = names.map((name) => {
    const own = flows.filter((flow) => nameOf(flow, by) === name)
    const sum = (of: (flow: CashFlow) => string): string => sumMoney(own.map(of))
    const [paid, due, expected] = [sum((flow) => flow.paid), sum((flow) => flow.due), sum((flow) => flow.expected)]
    return { name, paid, due, expected, open: sumMoney([due, expected]) }
  })
  return by === 'month' ? all.sort((a, b) => a.name.localeCompare(b.name)) : all.sort((a, b) => Number(b.open) - Number(a.open))
}

/** Money by month, contract or payee as a picture, as rows, and as a finding. */
export function cash(flows: CashFlow[], by: By): Cash {
  const all = groups(flows, by)
  const most = [...all].sort((a, b) => Number(b.open) - Number(a.open))[0]
  const title = !most || Number(most.open) <= 0 ? t('fin.findNothing') : t(FINDINGS[by], { name: most.name, month: most.name, amount: sayMoney(most.open) })
  const head = [t(HEADS[by]), t('fin.paid'), t('fin.dueOpen'), t('fin.toCome'), t('fin.total')]
  const rows = all.map((one) => [one.name, one.paid, one.due, one.expected, sumMoney([one.paid, one.open])])
  const drawing: Drawing = (colours) => {
    // What stands below in a list of bars is drawn first.
    const shown = by === 'month' ? all : [...all].reverse()
    const names = { type: 'category' as const, data: shown.map((one) => one.name), ...axisColours(colours) }
    const short = (name: string): string => (name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name)
    const amounts = { type: 'value' as const, name: t('fin.yuan'), ...axisColours(colours), axisLabel: { color: colours.soft, hideOverlap: true } }
    const bar = (name: string, color: string, of: (one: Group) => string) => ({ name, type: 'bar' as const, stack: 'cash', barMaxWidth: 28, color, data: shown.map((one) => Number(of(one))) })
    return {
      ...frame(colours),
      ...(by === 'month' ? { xAxis: names, yAxis: amounts } : { xAxis: amounts, yAxis: { ...names, axisLabel: { color: colours.soft, formatter: short } } }),
      series: [bar(t('fin.paid'), colours.met, (one) => one.paid), bar(t('fin.dueOpen'), colours.breached, (one) => one.due), bar(t('fin.toCome'), colours.running, (one) => one.expected)],
    }
  }
  return { title, drawing, table: { head, rows } }
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
  /** What is expected besides. */
  monthExpected: string
  quarterExpected: string
}

/** What is open and falls due this month, this quarter, and before today; and what is expected besides. */
export function tiles(lines: Scheduled[], at: string): Tiles {
  const [from, behind] = quarterOf(at)
  const open = lines.filter(({ line }) => line.state !== 'paid')
  const sum = (day: (one: Scheduled) => string | null | undefined, fits: (day: string) => boolean): string =>
    sumMoney(
      open.filter((one) => {
        const on = day(one)
        return typeof on === 'string' && fits(on)
      }).map(({ line }) => line.open),
    )
  const due = (one: Scheduled): string | null => one.line.due_on
  const expected = (one: Scheduled): string | null | undefined => (one.line.due_on === null ? one.expected?.on : null)
  const inMonth = (day: string): boolean => day.slice(0, 7) === at.slice(0, 7)
  const inQuarter = (day: string): boolean => day >= from && day < behind
  return { month: sum(due, inMonth), quarter: sum(due, inQuarter), overdue: sum(due, (day) => day < at), monthExpected: sum(expected, inMonth), quarterExpected: sum(expected, inQuarter) }
}
