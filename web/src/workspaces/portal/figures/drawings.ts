import type { Statistics } from '@/api/statistics'
import type { ClockKind } from '@/api/types'
import { t, word } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'

import { add, KINDS, rateOf } from '../parts/rates'

import { meanOf, nameOfService, weekdays } from './findings'

/** A picture and the rows that say the same. */
export interface Picture {
  drawing: Drawing
  table: ChartTable
}

const LEVELS = ['1', '2', '3', '4'] as const
/** More services than this are added up as others in the picture; the table has them all. */
const MOST_SERVICES = 12
const LONGEST_NAME = 17

export function trend(figures: Statistics): Picture {
  const months = figures.months.map((month) => month.month)
  return {
    table: {
      head: [t('figures.monthHead'), ...LEVELS.map((level) => t('figures.level', { n: level })), t('figures.opened'), t('figures.closed')],
      rows: figures.months.map((month) => [month.month, ...LEVELS.map((level) => month.opened[level] ?? 0), LEVELS.reduce((sum, level) => sum + (month.opened[level] ?? 0), 0), month.closed]),
    },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: months, ...axisColours(colours) },
      yAxis: { type: 'value', name: t('figures.pieces'), minInterval: 1, ...axisColours(colours) },
      series: LEVELS.map((level, i) => ({ name: t('figures.level', { n: level }), type: 'bar', stack: 'opened', barMaxWidth: 36, color: colours.severities[i], data: figures.months.map((month) => month.opened[level] ?? 0) })),
    }),
  }
}

/** Clocks of one kind, or of all, in each month. */
export function clocks(figures: Statistics, kind: ClockKind | ''): Picture {
  const months = figures.months.map((month) => ({ month: month.month, ...add(month.clocks.filter((clock) => kind === '' || clock.kind === kind)), all: month.clocks }))
  const kinds = kind === '' ? KINDS.filter((one) => figures.months.some((month) => month.clocks.some((clock) => clock.kind === one))) : []
  return {
    table: {
      head: [t('figures.monthHead'), t('sheet.met'), t('sheet.breached'), t('sheet.running'), `${t('sheet.rate')} %`, ...kinds.map((one) => `${word('clock', one)} %`)],
      rows: months.map((month) => [month.month, month.met, month.breached, month.running, rateOf(month), ...kinds.map((one) => rateOf(add(month.all.filter((clock) => clock.kind === one))))]),
    },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: months.map((month) => month.month), ...axisColours(colours) },
      yAxis: [
        { type: 'value', name: t('figures.clocksUnit'), minInterval: 1, ...axisColours(colours) },
        { type: 'value', name: `${t('sheet.rate')} %`, min: 0, max: 100, interval: 25, ...axisColours(colours), splitLine: { show: false } },
      ],
      series: [
        { name: t('sheet.met'), type: 'bar', stack: 'clocks', barMaxWidth: 36, color: colours.met, data: months.map((month) => month.met) },
        { name: t('sheet.breached'), type: 'bar', stack: 'clocks', barMaxWidth: 36, color: colours.breached, data: months.map((month) => month.breached) },
        { name: t('sheet.running'), type: 'bar', stack: 'clocks', barMaxWidth: 36, color: colours.running, data: months.map((month) => month.running) },
        {
          name: `${t('sheet.rate')} %`,
          type: 'line',
          yAxisIndex: 1,
          symbol: 'circle',
          symbolSize: 8,
          color: colours.text,
          connectNulls: false,
          data: months.map((month) => rateOf(month)),
          markLine: { silent: true, symbol: 'none', lineStyle: { color: colours.warn80, type: 'dashed', width: 2 }, label: { formatter: t('figures.target'), position: 'insideMiddleTop', color: colours.text }, data: [{ yAxis: 100 }] },
        },
      ],
    }),
  }
}

/** Names of works begin alike and differ at their end; the middle is what can be spared. */
export function shorten(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, 4)}…${name.slice(-(LONGEST_NAME - 5))}`
}

export function services(figures: Statistics): Picture {
  const sorted = [...figures.services].sort((a, b) => b.opened - a.opened)
  const shown = sorted.slice(0, MOST_SERVICES).map((one) => ({ name: nameOfService(one), n: one.opened }))
  const others = sorted.slice(MOST_SERVICES).reduce((sum, one) => sum + one.opened, 0)
  const bars = [...shown, ...(others > 0 ? [{ name: t('figures.others'), n: others }] : [])].reverse()
  return {
    table: { head: [t('ticket.service'), t('figures.opened')], rows: sorted.map((one) => [nameOfService(one), one.opened]) },
    drawing: (colours) => ({
      ...frame(colours),
      legend: { show: false },
      grid: { left: 16, right: 48, top: 16, bottom: 16, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { type: 'value', splitNumber: 4, minInterval: 1, ...axisColours(colours) },
      yAxis: { type: 'category', data: bars.map((bar) => bar.name), ...axisColours(colours), axisLabel: { color: colours.text, formatter: shorten } },
      series: [{ name: t('figures.opened'), type: 'bar', barMaxWidth: 22, color: colours.accent, label: { show: true, position: 'right', color: colours.text }, data: bars.map((bar) => bar.n) }],
    }),
  }
}

export function heat(figures: Statistics): Picture {
  const hours = Array.from({ length: 24 }, (_, hour) => String(hour))
  const days = weekdays()
  const most = Math.max(1, ...figures.heat.flat())
  return {
    table: { head: [t('figures.weekday'), ...hours.map((hour) => t('figures.hour', { n: hour }))], rows: days.map((day, i) => [day, ...(figures.heat[i] ?? [])]) },
    drawing: (colours) => ({
      ...frame(colours),
      legend: { show: false },
      aria: { enabled: true },
      grid: { left: 16, right: 24, top: 48, bottom: 64, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      tooltip: { ...frame(colours).tooltip, trigger: 'item' },
      xAxis: { type: 'category', data: hours, ...axisColours(colours), splitArea: { show: false } },
      yAxis: { type: 'category', data: days, inverse: true, ...axisColours(colours) },
      visualMap: { min: 0, max: most, orient: 'horizontal', left: 'center', bottom: 0, calculable: false, text: [t('figures.many'), t('figures.few')], textStyle: { color: colours.text }, inRange: { color: [colours.sunken, colours.accentSoft, colours.accent] } },
      series: [{ name: t('figures.opened'), type: 'heatmap', itemStyle: { borderColor: colours.surface, borderWidth: 1 }, data: figures.heat.flatMap((row, day) => row.map((n, hour): [number, number, number] => [hour, day, n])) }],
    }),
  }
}

export function satisfaction(figures: Statistics): Picture {
  return {
    table: { head: [t('figures.monthHead'), t('figures.mean'), t('figures.ratings')], rows: figures.months.map((month) => [month.month, meanOf(month.satisfaction), month.satisfaction.n]) },
    drawing: (colours) => ({
      ...frame(colours),
      xAxis: { type: 'category', data: figures.months.map((month) => month.month), ...axisColours(colours) },
      yAxis: [
        { type: 'value', name: t('figures.mean'), min: 1, max: 5, interval: 1, ...axisColours(colours) },
        { type: 'value', name: t('figures.ratings'), minInterval: 1, ...axisColours(colours), splitLine: { show: false } },
      ],
      series: [
        { name: t('figures.ratings'), type: 'bar', yAxisIndex: 1, barMaxWidth: 30, color: colours.paused, itemStyle: { opacity: 0.45 }, data: figures.months.map((month) => month.satisfaction.n) },
        { name: t('figures.mean'), type: 'line', symbol: 'circle', symbolSize: 9, color: colours.warn80, data: figures.months.map((month) => meanOf(month.satisfaction)) },
      ],
    }),
  }
}
