import { describe, expect, it } from 'vitest'

import { fenOf, sayFen } from './amount'

describe('amounts', () => {
  it('are said to the fen', () => {
    expect([2000, 5, -100, 123_456_789].map(sayFen)).toEqual(['¥20.00', '¥0.05', '-¥1.00', '¥1,234,567.89'])
  })

  it('are read as people type them, and never guessed', () => {
    expect(['20', '20.5', ' 1,234.56 ', '¥20.00'].map(fenOf)).toEqual([2000, 2050, 123_456, 2000])
    expect(['', '0', '-1', '20.005', 'abc'].map(fenOf)).toEqual([null, null, null, null, null])
  })
})
