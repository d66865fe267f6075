import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { AriaComponentOption, GridComponentOption, LegendComponentOption, TooltipComponentOption, VisualMapComponentOption } from 'echarts/components'
import type { ComposeOption } from 'echarts/core'

import type { Palette } from './palette'

/** What a picture can be made of; the engine knows no more than this. */
export type ChartOption = ComposeOption<BarSeriesOption | HeatmapSeriesOption | LineSeriesOption | AriaComponentOption | GridComponentOption | LegendComponentOption | TooltipComponentOption | VisualMapComponentOption>

/** A picture in given colours; drawn anew for the screen, for paper and for a file. */
export type Drawing = (colours: Palette) => ChartOption

/** Patterns beside the colours, faint enough to be read through: for paper without colours, and for eyes that see fewer. */
function decals({ surface }: Palette) {
  const color = `${/^#[0-9a-f]{3}$/i.test(surface) ? surface.replace(/[0-9a-f]/gi, '$&$&') : surface}66`
  return [
    { symbol: 'none' },
    { color, symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: Math.PI / 4 },
    { color, symbol: 'circle', dashArrayX: [[8, 8], [0, 8, 8, 0]], dashArrayY: [6, 0], symbolSize: 0.6 },
    { color, symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 6], rotation: -Math.PI / 4 },
  ]
}

/** What all pictures have in common: room for a title in the file, quiet lines, words in the colours of the page. */
export function frame(colours: Palette): Pick<ChartOption, 'textStyle' | 'grid' | 'aria'> & { legend: LegendComponentOption; tooltip: TooltipComponentOption } {
  return {
    textStyle: { fontFamily: 'PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif', color: colours.text },
    grid: { left: 16, right: 24, top: 40, bottom: 40, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    aria: { enabled: true, decal: { show: true, decals: decals(colours) } },
    legend: { type: 'scroll', bottom: 4, textStyle: { color: colours.text }, icon: 'rect' },
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
