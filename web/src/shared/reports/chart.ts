import type { Chart } from '@/api/reports'
import type { ChartTable } from '@/shared/charts/csv'
import { axisColours, frame, type Drawing } from '@/shared/charts/option'
import type { Palette } from '@/shared/charts/palette'

/** More labels than this are turned, so that they can be read. */
const TURNED = 8

/** Words that say how it went keep their colour on every page. */
const MEANING: [RegExp, keyof Palette][] = [
  [/未|漏|超时|逾期|失败|不合格/, 'breached'],
  [/按时|达标|完成|合格|成功/, 'met'],
]

/** Colours in turn, where a name says nothing of how it went. */
function colourOf(name: string, n: number, colours: Palette): string {
  const meant = MEANING.find(([words]) => words.test(name))?.[1]
  if (meant) return colours[meant] as string
  const others = [colours.accent, colours.severities[2], colours.warn80, colours.paused, colours.severities[1], colours.warn50]
  return others[n % others.length]!
}

/** A value with its decimals put back: 974 with one is 97.4. */
function scaled(value: number | null, decimals: number): number | null {
  return value === null ? null : value / 10 ** decimals
}

/** The picture of a report and the rows that say the same. */
export function pictureOf(chart: Chart): { drawing: Drawing; table: ChartTable } {
  const values = chart.series.map((one) => one.values.map((value) => scaled(value, chart.decimals)))
  return {
    table: { head: ['', ...chart.series.map((one) => (chart.unit ? `${one.name}（${chart.unit}）` : one.name))], rows: chart.labels.map((label, i) => [label, ...values.map((row) => row[i] ?? null)]) },
    drawing: (colours) => ({
      ...frame(colours),
      legend: { ...frame(colours).legend, show: chart.series.length > 1 },
      xAxis: { type: 'category', data: chart.labels, ...axisColours(colours), axisLabel: { color: colours.text, rotate: chart.labels.length > TURNED ? 35 : 0, hideOverlap: true } },
      yAxis: { type: 'value', name: chart.unit, minInterval: chart.decimals === 0 ? 1 : 0, ...axisColours(colours) },
      series: chart.series.map((one, n) =>
        chart.kind === 'lines'
          ? { name: one.name, type: 'line' as const, symbol: 'circle', symbolSize: 8, connectNulls: false, color: colourOf(one.name, n, colours), data: values[n]! }
          : { name: one.name, type: 'bar' as const, barMaxWidth: 36, ...(chart.kind === 'stacked' ? { stack: 'all' } : {}), color: colourOf(one.name, n, colours), data: values[n]! },
      ),
    }),
  }
}
