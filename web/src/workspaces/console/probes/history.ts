import type { Hour, Outage } from '@/api/probing'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import { addDays, dayOf, startOf } from '@/shared/hotline/days'
import { sayDuration } from '@/shared/time/say'

const HOUR_MS = 3_600_000

/** How far back a picture goes, in days, and what one point of it is. */
export const SPANS = { day: 1, week: 7, month: 30, year: 365 } as const
export type Span = keyof typeof SPANS

export function isSpan(text: unknown): text is Span {
  return typeof text === 'string' && text in SPANS
}

export interface Window {
  from: string
  to: string
  by: 'hour' | 'day'
}

/** Whole hours or days up to the present one. */
export function windowOf(span: Span, now: number): Window {
  const by = SPANS[span] > 7 ? 'day' : 'hour'
  if (by === 'day') {
    const last = addDays(dayOf(now), 1)
    return { from: new Date(startOf(addDays(last, -SPANS[span]))).toISOString(), to: new Date(startOf(last)).toISOString(), by }
  }
  const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS
  return { from: new Date(to - SPANS[span] * 24 * HOUR_MS).toISOString(), to: new Date(to).toISOString(), by }
}

/** One point: an hour or a day. Where nobody looked there are no numbers. */
export interface Point {
  says: string
  n: number
  ok: number
  avg: number | null
  max: number | null
  down: number
}

/** A share that is rounded down: what was not whole never reads as 100. */
export function share(ok: number, n: number): number | null {
  return n === 0 ? null : Math.floor((ok / n) * 10_000) / 100
}

function fold(says: string, hours: Hour[]): Point {
  const timed = hours.filter((hour) => hour.avg_ms !== null && hour.ok > 0)
  const ok = hours.reduce((sum, hour) => sum + hour.ok, 0)
  const weight = timed.reduce((sum, hour) => sum + hour.ok, 0)
  return {
    says,
    n: hours.reduce((sum, hour) => sum + hour.n, 0),
    ok,
    avg: weight === 0 ? null : Math.round(timed.reduce((sum, hour) => sum + (hour.avg_ms ?? 0) * hour.ok, 0) / weight),
    max: timed.length === 0 ? null : Math.max(...timed.map((hour) => hour.max_ms ?? 0)),
    down: hours.reduce((sum, hour) => sum + hour.down_seconds, 0),
  }
}

/** Every hour or day of the window, whether somebody looked or not. */
export function pointsOf(hours: Hour[], { from, to, by }: Window): Point[] {
  const local = (ms: number): string => new Date(ms + 8 * HOUR_MS).toISOString()
  const nameOf = (ms: number): string => (by === 'day' ? local(ms).slice(0, 10) : `${local(ms).slice(5, 10)} ${local(ms).slice(11, 13)}:00`)
  const groups = new Map<string, Hour[]>()
  const step = by === 'day' ? 24 * HOUR_MS : HOUR_MS
  for (let ms = Date.parse(from); ms < Date.parse(to); ms += step) groups.set(nameOf(ms), [])
  hours.forEach((hour) => groups.get(nameOf(Date.parse(hour.hour)))?.push(hour))
  return [...groups].map(([says, of]) => fold(says, of))
}

export function totalOf(hours: Hour[]): Point {
  return fold(t('probing.total'), hours)
}

const minutes = (seconds: number): number => Math.round(seconds / 6) / 10

/** What the picture shows, as a finding. */
export function historySays(total: Point, span: Span): string {
  const named = t(`probing.span.${span}`)
  const percent = share(total.ok, total.n)
  if (percent === null) return t('probing.saysNothing', { span: named })
  if (total.down === 0) return t('probing.saysNoOutage', { span: named, share: percent, n: total.n })
  return t('probing.says', { span: named, share: percent, n: total.n, down: sayDuration(total.down) })
}

export function tableOf(points: Point[], total: Point): ChartTable {
  return {
    head: [t('probing.time'), t('probing.looks'), t('probing.well'), `${t('probing.availability')} %`, t('probing.avgMs'), t('probing.maxMs'), t('probing.downMinutes')],
    rows: [...points.filter((point) => point.n > 0 || point.down > 0), total].map((point) => [point.says, point.n, point.ok, share(point.ok, point.n), point.avg, point.max, minutes(point.down)]),
  }
}

/** Lines of how long it took, bars of how long it was down. */
export function drawingOf(points: Point[]): Drawing {
  return (colours) => ({
    ...frame(colours),
    xAxis: { type: 'category', data: points.map((point) => point.says), ...axisColours(colours) },
    yAxis: [
      { type: 'value', name: t('probing.unit.ms'), min: 0, ...axisColours(colours) },
      { type: 'value', name: t('probing.minutes'), min: 0, minInterval: 1, ...axisColours(colours), splitLine: { show: false } },
    ],
    series: [
      { name: t('probing.downMinutes'), type: 'bar', yAxisIndex: 1, barMaxWidth: 16, color: colours.breached, itemStyle: { opacity: 0.75 }, data: points.map((point) => (point.down > 0 ? minutes(point.down) : null)) },
      { name: t('probing.avgMs'), type: 'line', symbol: 'none', color: colours.running, data: points.map((point) => point.avg) },
      { name: t('probing.maxMs'), type: 'line', symbol: 'none', color: colours.warn80, lineStyle: { type: 'dashed' }, data: points.map((point) => point.max) },
    ],
  })
}

/** How much of an outage lies within a time; one that lasts goes on until now. */
export function secondsWithin(outage: Pick<Outage, 'from' | 'until'>, from: number, to: number, now: number): number {
  const until = outage.until === null ? now : Date.parse(outage.until)
  return Math.max(0, Math.round((Math.min(until, to) - Math.max(Date.parse(outage.from), from)) / 1_000))
}
