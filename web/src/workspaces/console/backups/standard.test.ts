import { describe, expect, it } from 'vitest'

import { standardsOf } from './standard'

const rule = (more: object): Record<string, unknown> => ({ id: 'X', clause: '第二条', title: '备份', ...more })
const of = (more: object) => standardsOf({ backups: [rule(more)] })[0]!

describe('what a rule asks of a backup', () => {
  it('is the stricter of interval and frequency, and the days printed', () => {
    expect(of({ frequency: 'daily', interval: '24h', retention: '30 days' })).toMatchObject({ hours: 24, days: 30 })
    expect(of({ frequency: 'weekly', interval: '24h' })).toMatchObject({ hours: 24, days: null })
    expect(of({ frequency: 'daily', interval: '48h' }).hours).toBe(24)
    expect(of({ frequency: 'weekly' }).hours).toBe(168)
    expect(of({ frequency: 'mon,thu' }).hours).toBe(168)
    expect(of({ frequency: 'continuous', retention: '6 months' })).toMatchObject({ hours: null, days: 186 })
    expect(of({ frequency: 'on event', interval: '30min', retention: '25h' })).toMatchObject({ hours: 1, days: 2 })
  })

  it('leaves out what is no rule', () => {
    expect(standardsOf({})).toEqual([])
    expect(standardsOf({ backups: [{ id: 'X' }, null, rule({ works: ['a', 1] })] }).map((one) => one.works)).toEqual([['a']])
  })
})
