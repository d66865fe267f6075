import { describe, expect, it } from 'vitest'

import { onSheets } from './sheets'

const labels = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1)

describe('labels on sheets', () => {
  it('are 24 on each', () => {
    expect(onSheets(labels(25), 1).map((sheet) => sheet.length)).toEqual([24, 1])
    expect(onSheets([], 5)).toEqual([])
  })

  it('begin where the last print ended', () => {
    const [one, two] = onSheets(labels(24), 3)
    expect(one!.slice(0, 3)).toEqual([null, null, 1])
    expect(one).toHaveLength(24)
    expect(two).toEqual([23, 24])
  })

  it('begin at a place that there is', () => {
    expect(onSheets(labels(1), 99)[0]).toHaveLength(24)
    expect(onSheets(labels(1), Number.NaN)).toEqual([[1]])
    expect(onSheets(labels(1), -2)).toEqual([[1]])
  })
})
