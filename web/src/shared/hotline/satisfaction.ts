import type { Satisfaction } from '@/api/hotline'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'

import { sayPromise, sayShare } from './waits'

/** `90%` as a number. */
export function percentOf(text: string | null): number | null {
  const number = text === null ? NaN : Number.parseFloat(text)
  return Number.isNaN(number) ? null : number
}

/** What people said who were called back, in a sentence; never a share without its sample. */
export function satisfactionSays(said: Satisfaction): string {
  if (said.n === 0 || said.percent === null) return t('satisfied.sayNone')
  const share = sayShare(said.percent)
  if (said.met === null || said.target === null || said.target.at_least === null) return t('satisfied.sayPlain', { share, n: said.n })
  return t('satisfied.say', { share, n: said.n, verdict: t(said.met ? 'waits.kept' : 'waits.notKept', { share: sayPromise(said.target.at_least) }) })
}

export function tableOf(said: Satisfaction): ChartTable {
  const rows = said.by_month.map((month) => [month.month.slice(0, 7), month.n, month.satisfied, month.percent, month.average])
  return { head: [t('waits.month'), t('satisfied.n'), t('satisfied.satisfied'), `${t('satisfied.share')} %`, t('satisfied.average')], rows: [...rows, [t('waits.total'), said.n, said.satisfied, said.percent, said.average]] }
}

export function drawingOf(said: Satisfaction): Drawing {
  const target = percentOf(said.target?.at_least ?? null)
  return (colours) => ({
    ...frame(colours),
    xAxis: { type: 'category', data: said.by_month.map((month) => month.month.slice(0, 7)), ...axisColours(colours) },
    yAxis: [
      { type: 'value', name: `${t('satisfied.share')} %`, min: 0, max: 100, interval: 25, ...axisColours(colours) },
      { type: 'value', name: t('satisfied.n'), minInterval: 1, ...axisColours(colours), splitLine: { show: false } },
    ],
    series: [
      { name: t('satisfied.n'), type: 'bar', yAxisIndex: 1, barMaxWidth: 30, color: colours.paused, itemStyle: { opacity: 0.45 }, data: said.by_month.map((month) => month.n) },
      {
        name: `${t('satisfied.share')} %`,
        type: 'line',
        symbol: 'circle',
        symbolSize: 9,
        color: colours.running,
        data: said.by_month.map((month) => month.percent),
        ...(target === null ? {} : { markLine: { silent: true, symbol: 'none', lineStyle: { color: colours.text, type: 'dashed' as const, width: 2 }, label: { formatter: t('satisfied.targetLine', { share: sayPromise(said.target?.at_least ?? '') }), position: 'insideStartTop' as const, color: colours.text }, data: [{ yAxis: target }] } }),
      },
    ],
  })
}
