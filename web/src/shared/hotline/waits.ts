import type { CallChannel, Waits, WaitsOf, WaitTarget } from '@/api/hotline'
import { t, word } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import { sayExactDuration } from '@/shared/time/say'

/** A number as people read shares: `97.4 %`. */
export function sayShare(percent: number): string {
  return `${Math.round(percent * 10) / 10} %`
}

/** A promised share as contracts write it, `95%`, like the shares beside it. */
export function sayPromise(share: string): string {
  return share.replace(/\s*%$/, ' %')
}

/** The target that a channel's days are held against; of several versions the last. */
export function targetOf(waits: Waits, channel: CallChannel): WaitTarget | null {
  const rule = waits.totals.find((one) => one.channel === channel)?.target ?? [...waits.days].reverse().find((one) => one.channel === channel && one.target !== null)?.target
  return waits.targets.find((target) => target.rule === rule) ?? null
}

/** How many waits are known: the sample of every percentile and share. */
export function sampleOf(one: WaitsOf): number {
  return one.answered - one.unmeasured
}

/** What the waits of a channel say, in a sentence. */
export function waitsSay(total: WaitsOf, target: WaitTarget | null): string {
  const channel = word('callChannel', total.channel)
  const n = sampleOf(total)
  if (n === 0) return t('waits.sayNone', { channel })
  if (target === null || total.within_percent === null) return t('waits.sayPlain', { channel, p90: sayExactDuration(total.p90 ?? 0), n })
  const verdict = t(total.met ? 'waits.kept' : 'waits.notKept', { share: sayPromise(target.at_least) })
  return t('waits.say', { channel, seconds: target.seconds, share: sayShare(total.within_percent), n, verdict })
}

export function tableOf(waits: Waits, channel: CallChannel): ChartTable {
  const rows = [...waits.days, ...waits.totals].filter((one) => one.channel === channel)
  return {
    head: [t('waits.day'), t('waits.arrived'), t('waits.answered'), t('waits.abandoned'), t('waits.voicemail'), t('waits.sample'), 'P50', 'P90', 'P95', t('waits.max'), t('waits.within'), `${t('waits.within')} %`],
    rows: rows.map((one) => [one.day ?? t('waits.total'), one.arrived, one.answered, one.abandoned, one.voicemail, sampleOf(one), one.p50, one.p90, one.p95, one.max, one.within, one.within_percent]),
  }
}

/** Bars of what became of the calls of each day, and lines of how long was waited. */
export function drawingOf(waits: Waits, channel: CallChannel): Drawing {
  const days = waits.days.filter((one) => one.channel === channel)
  const target = targetOf(waits, channel)
  return (colours) => ({
    ...frame(colours),
    xAxis: { type: 'category', data: days.map((one) => one.day?.slice(5) ?? ''), ...axisColours(colours) },
    yAxis: [
      { type: 'value', name: t('waits.seconds'), minInterval: 1, ...axisColours(colours), ...(target === null ? {} : { max: ({ max }: { max: number }) => Math.ceil(Math.max(max, target.seconds) / 10) * 10 }) },
      { type: 'value', name: t('waits.pieces'), minInterval: 1, ...axisColours(colours), splitLine: { show: false } },
    ],
    series: [
      { name: t('waits.withinBar'), type: 'bar', stack: 'calls', yAxisIndex: 1, barMaxWidth: 24, color: colours.met, itemStyle: { opacity: 0.5 }, data: days.map((one) => one.within ?? sampleOf(one)) },
      { name: t('waits.beyond'), type: 'bar', stack: 'calls', yAxisIndex: 1, barMaxWidth: 24, color: colours.breached, itemStyle: { opacity: 0.7 }, data: days.map((one) => (one.within === null ? 0 : sampleOf(one) - one.within)) },
      { name: t('waits.abandoned'), type: 'bar', stack: 'calls', yAxisIndex: 1, barMaxWidth: 24, color: colours.paused, itemStyle: { opacity: 0.5 }, data: days.map((one) => one.abandoned) },
      { name: 'P50', type: 'line', symbol: 'circle', symbolSize: 6, color: colours.running, data: days.map((one) => one.p50) },
      {
        name: 'P95',
        type: 'line',
        symbol: 'circle',
        symbolSize: 6,
        color: colours.warn80,
        data: days.map((one) => one.p95),
        ...(target === null ? {} : { markLine: { silent: true, symbol: 'none', lineStyle: { color: colours.text, type: 'dashed' as const, width: 2 }, label: { formatter: t('waits.targetLine', { seconds: target.seconds }), position: 'insideEndTop' as const, color: colours.text }, data: [{ yAxis: target.seconds }] } }),
      },
    ],
  })
}
