import { describe, expect, it } from 'vitest'

import { sayDistance, sayDuration, sayExactDuration, sayMoment } from './say'

// 2026-11-21 14:00 in China.
const now = Date.parse('2026-11-21T06:00:00Z')

describe('moments', () => {
  it.each([
    ['2026-11-21T06:30:00Z', '今天 14:30'],
    ['2026-11-21T15:59:59Z', '今天 23:59'],
    ['2026-11-21T16:00:00Z', '明天 00:00'],
    ['2026-11-20T15:59:00Z', '昨天 23:59'],
    ['2026-11-24T01:00:00Z', '11-24 09:00'],
    ['2025-12-31T16:30:00Z', '01-01 00:30'],
    ['2025-12-31T15:30:00Z', '2025-12-31 23:30'],
  ])('%s is said %s whatever zone the browser is in', (at, said) => expect(sayMoment(at, now)).toBe(said))

  it('have seconds only where they are asked for and there are any', () => {
    expect(sayMoment('2026-11-21T06:30:07Z', now)).toBe('今天 14:30')
    expect(sayMoment('2026-11-21T06:30:07Z', now, true)).toBe('今天 14:30:07')
    expect(sayMoment('2026-11-21T06:30:00Z', now, true)).toBe('今天 14:30')
  })
})

describe('durations', () => {
  it.each([
    [0, '不到 1 分'],
    [59, '不到 1 分'],
    [60, '1 分'],
    [4_320, '1 小时 12 分'],
    [7_200, '2 小时'],
    [90_061, '1 天 1 小时'],
  ])('%d s is said %s', (seconds, said) => expect(sayDuration(seconds)).toBe(said))

  it('adds up to the second in explanations', () => {
    expect(sayExactDuration(90_061)).toBe('25 小时 1 分 1 秒')
    expect(sayExactDuration(0)).toBe('0 秒')
  })

  it('says what is left and by how much it is over', () => {
    expect(sayDistance('2026-11-21T07:12:00Z', now)).toBe('还剩 1 小时 12 分')
    expect(sayDistance('2026-11-21T05:55:00Z', now)).toBe('已超时 5 分')
  })
})
