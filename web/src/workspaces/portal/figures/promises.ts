import type { ContractAccount } from '@/api/billing'
import type { DutyRule } from '@/api/duties'
import { t } from '@/i18n'
import { axisColours, frame } from '@/shared/charts/option'
import { sayMoney, sumMoney } from '@/shared/money'

import type { Picture } from './drawings'
import { sayMonth } from './findings'

/** Pictures and findings of what was promised: duties, documents, money. */

export interface KeptMonth {
  month: string
  done: number
  late: number
  missed: number
}

/** What fell due in a month, of one kind or of all but that kind. */
export function keptIn(month: string, rules: DutyRule[], isOf: (rule: DutyRule) => boolean): KeptMonth {
  return rules.filter(isOf).reduce((sum, rule) => ({ month, done: sum.done + rule.done, late: sum.late + rule.done_late, missed: sum.missed + rule.missed }), { month, done: 0, late: 0, missed: 0 })
}

const dueIn = (one: KeptMonth): number => one.done + one.late + one.missed

/** The share that was done in time, in percent to a tenth; none where nothing fell due. */
export function rateIn(one: KeptMonth): number | null {
  return dueIn(one) === 0 ? null : Math.round((one.done * 1000) / dueIn(one)) / 10
}

/** The last month in which something fell due. */
export function keptSays(months: KeptMonth[], to: string, what: string): string {
  const last = [...months].reverse().find((one) => dueIn(one) > 0)
  if (!last) return t('figures.keptNone', { what })
  const month = sayMonth(last.month, to)
  if (last.late + last.missed === 0) return t('figures.keptAll', { month, what, n: last.done })
  return t('figures.keptSome', { month, what, n: dueIn(last), rate: `${rateIn(last)} %`, late: last.late, missed: last.missed })
}

export function kept(months: KeptMonth[]): Picture {
  const names = months.map((one) => one.month)
  return {
    table: { head: [t('figures.monthHead'), t('figures.inTime'), t('figures.doneLate'), t('figures.missed'), `${t('figures.keptRate')} %`], rows: months.map((one) => [one.month, one.done, one.late, one.missed, rateIn(one)]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: names, ...axisColours(colours) },
      yAxis: [
        { type: 'value', name: t('figures.items'), minInterval: 1, ...axisColours(colours) },
        { type: 'value', name: `${t('figures.keptRate')} %`, min: 0, max: 100, interval: 25, ...axisColours(colours), splitLine: { show: false } },
      ],
      series: [
        { name: t('figures.inTime'), type: 'bar', stack: 'kept', barMaxWidth: 36, color: colours.met, data: months.map((one) => one.done) },
        { name: t('figures.doneLate'), type: 'bar', stack: 'kept', barMaxWidth: 36, color: colours.warn80, data: months.map((one) => one.late) },
        { name: t('figures.missed'), type: 'bar', stack: 'kept', barMaxWidth: 36, color: colours.breached, data: months.map((one) => one.missed) },
        { name: `${t('figures.keptRate')} %`, type: 'line', yAxisIndex: 1, symbol: 'circle', symbolSize: 8, color: colours.text, connectNulls: false, data: months.map(rateIn) },
      ],
    }),
  }
}

type Account = Pick<ContractAccount['account'], 'lines' | 'penalties'>

const waits = (account: Account) => account.penalties.filter((one) => !one.decision && !one.counted_as && one.proposed !== '0.00')

export function moneySays(account: Account): string {
  const paid = sumMoney(account.lines.map((one) => one.paid))
  const open = sumMoney(account.lines.map((one) => one.open))
  const owed = sumMoney(account.penalties.map((one) => one.owed))
  return t('figures.moneySays', { paid: sayMoney(paid), open: sayMoney(open), owed: sayMoney(owed) }) + (waits(account).length > 0 ? t('figures.moneyWaits', { n: waits(account).length }) : '')
}

const TEN_THOUSAND = 10_000
/** For the picture only: the table has the exact sums. */
const tenThousands = (amount: string): number => Math.round((Number(amount) / TEN_THOUSAND) * 100) / 100

/** Payments of the contract in their order, what was paid, deducted and is open. */
export function money(account: Account): Picture {
  const lines = account.lines
  const owed = tenThousands(sumMoney(account.penalties.map((one) => one.owed)))
  const proposed = tenThousands(sumMoney(waits(account).map((one) => one.proposed)))
  const before = lines.map(() => null)
  return {
    table: {
      head: [t('figures.payment'), t('figures.dueOn'), t('figures.paid'), t('figures.deducted'), t('figures.open'), t('figures.paidOn')],
      rows: [
        ...lines.map((one) => [one.title, one.due_on ?? '', sayMoney(one.paid), sayMoney(one.deducted), sayMoney(one.open), one.paid_on ?? '']),
        ...account.penalties.map((one) => [`${t('figures.penalty')} ${one.title}`, one.on, '', sayMoney(one.owed), '', one.decision ? t('figures.decided') : t('figures.undecided', { amount: sayMoney(one.proposed) })]),
      ],
    },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: [...lines.map((one) => one.title), t('figures.penalties')], ...axisColours(colours), axisLabel: { color: colours.text, width: 120, overflow: 'truncate', interval: 0 } },
      yAxis: { type: 'value', name: t('figures.tenThousands'), ...axisColours(colours) },
      series: [
        { name: t('figures.paid'), type: 'bar', stack: 'money', barMaxWidth: 48, color: colours.met, data: lines.map((one) => tenThousands(one.paid)) },
        { name: t('figures.deducted'), type: 'bar', stack: 'money', barMaxWidth: 48, color: colours.breached, data: lines.map((one) => tenThousands(one.deducted)) },
        { name: t('figures.open'), type: 'bar', stack: 'money', barMaxWidth: 48, color: colours.paused, data: lines.map((one) => Math.max(0, tenThousands(one.open))) },
        { name: t('figures.penaltyOwed'), type: 'bar', stack: 'money', barMaxWidth: 48, color: colours.severities[0], data: [...before, owed] },
        { name: t('figures.penaltyProposed'), type: 'bar', stack: 'money', barMaxWidth: 48, color: colours.warn80, data: [...before, proposed] },
      ],
    }),
  }
}
