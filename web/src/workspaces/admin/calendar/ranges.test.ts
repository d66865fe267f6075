import { describe, expect, it } from 'vitest'

import { sayRanges } from './ranges'

const day = (date: string, name: string) => ({ date, name, kind: 'holiday' })

describe('days of a notice', () => {
  it('in a row are said once', () => {
    const days = [day('2026-01-01', '元旦'), day('2026-01-02', '元旦'), day('2026-01-03', '元旦'), day('2026-04-04', '清明节')]
    expect(sayRanges(days, '至', '、')).toBe('元旦 01-01 至 01-03、清明节 04-04')
  })

  it('of the same name with a gap, or of another name without one, are apart', () => {
    expect(sayRanges([day('2026-02-14', '春节'), day('2026-02-28', '春节')], '至', '、')).toBe('春节 02-14、春节 02-28')
    expect(sayRanges([day('2023-09-29', '中秋节'), day('2023-09-30', '国庆节')], '至', '、')).toBe('中秋节 09-29、国庆节 09-30')
  })
})
