import { describe, expect, it } from 'vitest'

import type { Probe } from '@/api/probing'

import { exchangeOf, subsystemsOf, troublesOf } from './exchanges'

const probe = (partner: string, more: Partial<Probe> = {}): Probe =>
  ({ id: partner, contract_id: 'c', system: '交换', title: '', kind: 'exchange', target: { partner }, enabled: true, state: 'up', last_at: '2026-11-22T02:00:00Z', last_text: '', metrics: {}, ...more }) as Probe

describe('partners of exchanges', () => {
  it('stand under the subsystem that their name begins with, or under their system', () => {
    expect(exchangeOf(probe('资质子系统 · 双公示'))).toMatchObject({ subsystem: '资质子系统', partner: '双公示' })
    expect(exchangeOf(probe('双公示'))).toMatchObject({ subsystem: '交换', partner: '双公示' })
  })

  it('tell when they last succeeded, how many records, how late', () => {
    expect(exchangeOf(probe('甲', { metrics: { success_age_seconds: 600, count: 42, failures: 1, attempts: 24, lag_seconds: 15 } }))).toMatchObject({ succeeded: '2026-11-22T01:50:00.000Z', count: 42, failures: 1, attempts: 24, lag: 15 })
    expect(exchangeOf(probe('乙', { last_at: null }))).toMatchObject({ succeeded: null, count: null })
  })

  it('put trouble first', () => {
    const all = [probe('甲 · 一'), probe('乙 · 一'), probe('乙 · 二', { state: 'down' }), probe('乙 · 三', { state: 'warning' }), probe('网页', { kind: 'http' })]
    expect(subsystemsOf(all).map((group) => [group.name, group.exchanges.map((one) => one.partner)])).toEqual([['乙', ['二', '三', '一']], ['甲', ['一']]])
    expect(troublesOf(all)).toBe(2)
  })
})
