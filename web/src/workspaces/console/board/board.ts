import type { Account } from '@/api/billing'
import type { Duty } from '@/api/duties'
import type { Statistics } from '@/api/statistics'
import type { TicketRow } from '@/api/types'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import { sayMoney, sumMoney } from '@/shared/money'

/** A picture, the rows that say the same, and what it shows in a sentence. */
export interface Board {
  title: string
  drawing: Drawing
  table: ChartTable
}

export interface OfContract {
  prefix: string
  overdue: number
  near: number
  other: number
}

/** From here on the rest of a promise's time is little. */
const NEAR = 0.8

function used(clock: TicketRow['clocks'][number], now: number): number {
  if (clock.due_at === null || clock.stopped_at !== null || clock.started_at === null) return 0
  const [start, due] = [Date.parse(clock.started_at), Date.parse(clock.due_at)]
  return due <= start ? 1 : (now - start) / (due - start)
}

/** Open tickets by contract, the most first: overdue ones, those whose time is nearly used, others. */
export function openBy(rows: TicketRow[], prefixOf: (id: string) => string, now: number): OfContract[] {
  const all = new Map<string, OfContract>()
  for (const row of rows) {
    const prefix = prefixOf(row.contract_id) || '?'
    const sum = all.get(prefix) ?? { prefix, overdue: 0, near: 0, other: 0 }
    const overdue = row.clocks.some((clock) => clock.overdue && clock.stopped_at === null)
    const near = row.clocks.some((clock) => clock.state === 'running' && used(clock, now) >= NEAR)
    sum[overdue ? 'overdue' : near ? 'near' : 'other'] += 1
    all.set(prefix, sum)
  }
  return [...all.values()].sort((a, b) => sumOf(b) - sumOf(a))
}

const sumOf = (one: OfContract): number => one.overdue + one.near + one.other

export function openBoard(rows: OfContract[], more: boolean): Board {
  const n = rows.reduce((sum, one) => sum + sumOf(one), 0)
  const late = rows.reduce((sum, one) => sum + one.overdue, 0)
  const title = n === 0 ? t('board.openNone') : t(late > 0 ? 'board.openLate' : 'board.openSays', { n: more ? `${n}+` : n, late, most: rows[0]!.prefix, of: sumOf(rows[0]!) })
  return {
    title,
    table: { head: [t('board.contract'), t('board.overdue'), t('board.near'), t('board.other')], rows: rows.map((one) => [one.prefix, one.overdue, one.near, one.other]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: rows.map((one) => one.prefix), ...axisColours(colours) },
      yAxis: { type: 'value', name: t('figures.pieces'), minInterval: 1, ...axisColours(colours) },
      series: [
        { name: t('board.overdue'), type: 'bar', stack: 'open', barMaxWidth: 48, color: colours.breached, data: rows.map((one) => one.overdue) },
        { name: t('board.near'), type: 'bar', stack: 'open', barMaxWidth: 48, color: colours.warn80, data: rows.map((one) => one.near) },
        { name: t('board.other'), type: 'bar', stack: 'open', barMaxWidth: 48, color: colours.running, data: rows.map((one) => one.other) },
      ],
    }),
  }
}

export interface MonthKept {
  month: string
  met: number
  breached: number
}

export function keptMonths(figures: Statistics): MonthKept[] {
  return figures.months.map(({ month, clocks }) => clocks.reduce((sum, one) => ({ month, met: sum.met + one.met, breached: sum.breached + one.breached }), { month, met: 0, breached: 0 }))
}

/** To a tenth of a percent; none where no clock ended. */
export function rateOf({ met, breached }: MonthKept): number | null {
  return met + breached === 0 ? null : Math.round((met * 1000) / (met + breached)) / 10
}

export function clockBoard(months: MonthKept[]): Board {
  const last = [...months].reverse().find((one) => rateOf(one) !== null)
  const title = !last ? t('figures.noClocks') : last.breached === 0 ? t('board.clocksAll', { month: last.month, n: last.met }) : t('board.clocksSays', { month: last.month, rate: `${rateOf(last)} %`, n: last.breached })
  return {
    title,
    table: { head: [t('figures.monthHead'), t('sheet.met'), t('sheet.breached'), `${t('sheet.rate')} %`], rows: months.map((one) => [one.month, one.met, one.breached, rateOf(one)]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: months.map((one) => one.month), ...axisColours(colours) },
      yAxis: [
        { type: 'value', name: t('figures.clocksUnit'), minInterval: 1, ...axisColours(colours) },
        { type: 'value', name: `${t('sheet.rate')} %`, min: 0, max: 100, interval: 25, ...axisColours(colours), splitLine: { show: false } },
      ],
      series: [
        { name: t('sheet.met'), type: 'bar', stack: 'clocks', barMaxWidth: 36, color: colours.met, data: months.map((one) => one.met) },
        { name: t('sheet.breached'), type: 'bar', stack: 'clocks', barMaxWidth: 36, color: colours.breached, data: months.map((one) => one.breached) },
        { name: `${t('sheet.rate')} %`, type: 'line', yAxisIndex: 1, symbol: 'circle', symbolSize: 8, color: colours.text, connectNulls: false, data: months.map(rateOf) },
      ],
    }),
  }
}

export interface DueOf {
  prefix: string
  contract: string
  duty: Duty
}

/** What falls due on each of the days, with the nearest first. */
export function dueBoard(duties: DueOf[], days: string[]): Board {
  const prefixes = [...new Set(duties.map((one) => one.prefix))].sort()
  const on = (day: string, prefix: string): number => duties.filter((one) => one.duty.due === day && one.prefix === prefix).length
  const perDay = days.map((day) => ({ day, n: duties.filter((one) => one.duty.due === day).length }))
  const most = perDay.reduce((best, one) => (one.n > best.n ? one : best), { day: '', n: 0 })
  return {
    title: duties.length === 0 ? t('board.dueNone', { n: days.length }) : t('board.dueSays', { days: days.length, n: duties.length, day: most.day.slice(5), most: most.n }),
    table: { head: [t('board.day'), ...prefixes], rows: days.map((day) => [day, ...prefixes.map((prefix) => on(day, prefix))]) },
    drawing: (colours) => {
      const tones = [colours.accent, colours.severities[2], colours.warn80, colours.paused, colours.met]
      return {
        ...frame(colours),
        xAxis: { type: 'category', data: days.map((day) => day.slice(5)), ...axisColours(colours) },
        yAxis: { type: 'value', name: t('figures.items'), minInterval: 1, ...axisColours(colours) },
        series: prefixes.map((prefix, i) => ({ name: prefix, type: 'bar' as const, stack: 'due', barMaxWidth: 36, color: tones[i % tones.length]!, data: days.map((day) => on(day, prefix)) })),
      }
    },
  }
}

export interface RiskOf {
  prefix: string
  account: Pick<Account, 'penalties' | 'lines'>
}

interface Risk {
  prefix: string
  proposed: string
  owed: string
  withheld: string
  n: number
}

/** Per contract: penalties that wait for a decision, those that are decided, payments that wait for a condition. */
export function riskOf({ prefix, account }: RiskOf): Risk {
  const waiting = account.penalties.filter((one) => !one.decision && !one.counted_as && one.proposed !== '0.00')
  return {
    prefix,
    proposed: sumMoney(waiting.map((one) => one.proposed)),
    owed: sumMoney(account.penalties.map((one) => one.owed)),
    withheld: sumMoney(account.lines.filter((one) => one.state === 'withheld').map((one) => one.open)),
    n: waiting.length,
  }
}

const TEN_THOUSAND = 10_000
/** For the picture only: the table has the exact sums. */
const tenThousands = (amount: string): number => Math.round((Number(amount) / TEN_THOUSAND) * 100) / 100

export function riskBoard(risks: Risk[]): Board {
  const n = risks.reduce((sum, one) => sum + one.n, 0)
  const proposed = sumMoney(risks.map((one) => one.proposed))
  const withheld = sumMoney(risks.map((one) => one.withheld))
  return {
    title: t(n === 0 ? 'board.riskNone' : 'board.riskSays', { n, proposed: sayMoney(proposed), withheld: sayMoney(withheld) }),
    table: { head: [t('board.contract'), t('board.proposed'), t('board.owed'), t('board.withheld')], rows: risks.map((one) => [one.prefix, sayMoney(one.proposed), sayMoney(one.owed), sayMoney(one.withheld)]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: risks.map((one) => one.prefix), ...axisColours(colours) },
      yAxis: { type: 'value', name: t('figures.tenThousands'), ...axisColours(colours) },
      series: [
        { name: t('board.proposed'), type: 'bar', barMaxWidth: 36, color: colours.warn80, data: risks.map((one) => tenThousands(one.proposed)) },
        { name: t('board.owed'), type: 'bar', barMaxWidth: 36, color: colours.breached, data: risks.map((one) => tenThousands(one.owed)) },
        { name: t('board.withheld'), type: 'bar', barMaxWidth: 36, color: colours.paused, data: risks.map((one) => tenThousands(one.withheld)) },
      ],
    }),
  }
}
