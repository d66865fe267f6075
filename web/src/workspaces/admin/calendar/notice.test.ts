import { describe, expect, it } from 'vitest'

import { changedDays, daysOf, weeksOf, withRange } from './notice'

describe('a notice', () => {
  it('is read as far as it can be', () => {
    expect(daysOf('date,kind,name\n2027-01-01,holiday,元旦\n2027-13-01,holiday,错\n2027-01-02,feiertag,错\n 2027-02-20 , workday ,春节')).toEqual([
      { date: '2027-01-01', kind: 'holiday', name: '元旦' },
      { date: '2027-02-20', kind: 'workday', name: '春节' },
    ])
  })

  it('grows by ranges, beginning with its head', () => {
    expect(withRange('', 'holiday', '元旦', '2026-12-31', '2027-01-02')).toBe('date,kind,name\n2026-12-31,holiday,元旦\n2027-01-01,holiday,元旦\n2027-01-02,holiday,元旦\n')
    expect(withRange('date,kind,name\n2027-01-01,holiday,元旦\n', 'workday', '元旦', '2027-01-09', '2027-01-09').split('\n')).toHaveLength(4)
    expect(daysOf(withRange('', 'holiday', '反', '2027-01-02', '2027-01-01'))).toEqual([])
  })

  it('says on which days it differs from the former one', () => {
    const day = (date: string, kind: string) => ({ date, kind, name: '' })
    const changes = changedDays([day('a', 'holiday'), day('b', 'holiday'), day('c', 'workday')], [day('a', 'holiday'), day('c', 'holiday'), day('d', 'workday')])
    expect([...changes]).toEqual([
      ['c', 'other'],
      ['d', 'new'],
      ['b', 'gone'],
    ])
  })
})

describe('a month', () => {
  it('begins on Mondays and holds every day once', () => {
    const weeks = weeksOf(2028, 2)
    expect(weeks[0]).toEqual([null, '2028-02-01', '2028-02-02', '2028-02-03', '2028-02-04', '2028-02-05', '2028-02-06'])
    expect(weeks.flat().filter((day) => day !== null)).toHaveLength(29)
  })
})
