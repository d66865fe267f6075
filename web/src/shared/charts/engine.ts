/**
 * ECharts with only what our pictures need. It is heavy: nothing but `ChartFigure` imports this file, and only when a
 * picture is to be drawn, so that it is never part of the first load.
 */
import { BarChart, HeatmapChart, LineChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent } from 'echarts/components'
import { init, use, type ECharts } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

import type { ChartOption } from './option'

use([BarChart, HeatmapChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TitleComponent, TooltipComponent, VisualMapComponent, CanvasRenderer])

/** Sharp on paper and on dense screens. */
const PIXELS = 2
const TITLE_ROOM = 92
const PICTURE = { width: 1200, height: 600 }

export type Chart = ECharts

export function draw(element: HTMLElement): Chart {
  return init(element, null, { devicePixelRatio: Math.max(PIXELS, globalThis.devicePixelRatio) })
}

/** The picture by itself, with its title, as a PNG file's data address. */
export function pictureOf(option: ChartOption, title: string, colour: string, background: string): string {
  const element = document.createElement('div')
  const chart = init(element, null, { ...PICTURE, devicePixelRatio: PIXELS })
  chart.setOption({ ...option, grid: { ...(Array.isArray(option.grid) ? option.grid[0] : option.grid), top: TITLE_ROOM }, animation: false, title: { text: title, left: 16, top: 12, textStyle: { color: colour, fontSize: 20 } } })
  const address = chart.getDataURL({ type: 'png', pixelRatio: PIXELS, backgroundColor: background })
  chart.dispose()
  return address
}
