import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, TooltipComponentOption, VisualMapComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

import type { Palette } from './palette'

/** What a picture can be made of; the engine knows no more than this. */
export type ChartOption = ComposeOption<BarSeriesOption | HeatmapSeriesOption | LineSeriesOption | AriaComponentOption | GridComponentOption | LegendComponentOption | TooltipComponentOption | VisualMapComponentOption>

/** A picture in given colours; drawn anew for the screen, for paper and for a file. */
export type Drawing = (colours: Palette) => ChartOption

/** What all pictures have in common: room for a title in the file, quiet lines, words in the colours of the page. */
export function frame(colours: Palette): Pick<ChartOption, 'textStyle' | 'grid' | 'aria'> & { legend: LegendComponentOption; tooltip: TooltipComponentOption } {
  return {
    textStyle: { fontFamily: 'PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif', color: colours.text },
    grid: { left: 16, right: 24, top: 56, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    aria: { enabled: true, decal: { show: true } },
    legend: { bottom: 4, textStyle: { color: colours.text }, icon: 'rect' },
    tooltip: { trigger: 'axis', confine: true, backgroundColor: colours.surface, borderColor: colours.line, textStyle: { color: colours.text } },
  }
}

export function axisColours(colours: Palette) {
  return {
    axisLabel: { color: colours.soft },
    axisLine: { lineStyle: { color: colours.line } },
    axisTick: { lineStyle: { color: colours.line } },
    splitLine: { lineStyle: { color: colours.line } },
    nameTextStyle: { color: colours.soft },
  }
}
