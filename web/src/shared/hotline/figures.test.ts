import { describe, expect, it } from 'vitest'

import type { Satisfaction, Waits, WaitsOf } from '@/api/hotline'

import { percentOf, satisfactionSays, tableOf as satisfactionTable } from './satisfaction'
import { drawingOf, sampleOf, sayShare, tableOf, targetOf, waitsSay } from './waits'
import { PAPER } from '@/shared/charts/palette'

const of = (more: Partial<WaitsOf> = {}): WaitsOf => ({ day: null, channel: 'phone', arrived: 45, answered: 42, abandoned: 3, voicemail: 0, unmeasured: 2, p50: 12, p90: 40, p95: 55, max: 71, within: 39, within_percent: 97.5, target: 'Q1', met: true, ...more })
const waits: Waits = {
  contract_id: 'ex',
  from: '2026-11-01',
  to: '2026-11-30',
  targets: [{ rule: 'Q1', title: '', clause: '第二条 6(1)', seconds: 60, at_least: '95%', assumed: [] }],
  days: [of({ day: '2026-11-02' }), of({ day: '2026-11-03', channel: 'online', target: null, within: null, within_percent: null, met: null })],
  totals: [of(), of({ channel: 'online', target: null, within: null, within_percent: null, met: null })],
}

describe('what the waits say', () => {
  it('always names the sample, and the target where there is one', () => {
    expect(sampleOf(waits.totals[0]!)).toBe(40)
    expect(waitsSay(waits.totals[0]!, targetOf(waits, 'phone'))).toBe('电话：60 秒内接听 97.5 %（40 通），符合合同要求的 95 %')
    expect(waitsSay(of({ met: false, within_percent: 90.04 }), waits.targets[0]!)).toBe('电话：60 秒内接听 90 %（40 通），低于合同要求的 95 %')
    expect(targetOf(waits, 'online')).toBeNull()
    expect(waitsSay(waits.totals[1]!, null)).toBe('在线：九成在 40 秒内接起（40 通）')
    expect(waitsSay(of({ answered: 2 }), waits.targets[0]!)).toBe('电话：没有等待时长的记录')
    expect(sayShare(98.76)).toBe('98.8 %')
  })

  it('stands in the table day by day, with the sum as its last row', () => {
    const { head, rows } = tableOf(waits, 'phone')
    expect(rows.map((row) => row[0])).toEqual(['2026-11-02', '合计'])
    expect(rows.every((row) => row.length === head.length)).toBe(true)
    expect(rows[1]!.slice(1, 6)).toEqual([45, 42, 3, 0, 40])
  })

  it('is drawn with the target as a line, and without one where there is none', () => {
    const lines = (channel: 'phone' | 'online') => JSON.stringify(drawingOf(waits, channel)(PAPER)).includes('markLine')
    expect([lines('phone'), lines('online')]).toEqual([true, false])
  })
})

describe('what people say who are called back', () => {
  const said: Satisfaction = {
    n: 20, average: 4.4, satisfied: 18, percent: 90, from: '2026-01-01', to: '2026-11-30', met: true, assumed: [],
    target: { rule: 'Q2', clause: '四.1', at_least: '90%' },
    by_month: [{ month: '2026-11-01', n: 20, average: 4.4, satisfied: 18, percent: 90 }],
    return_calls: { due: 22, made: 20, late: 1, otherwise: 1, target: null },
  }

  it('never is a share without its sample', () => {
    expect(satisfactionSays(said)).toBe('满意率 90 %（20 人答复），符合合同要求的 90 %')
    expect(satisfactionSays({ ...said, target: null, met: null })).toBe('满意率 90 %（20 人答复）')
    expect(satisfactionSays({ ...said, n: 0, percent: null, met: null })).toBe('这段时间没有人答复回访')
    expect(satisfactionTable(said).rows).toEqual([['2026-11', 20, 18, 90, 4.4], ['合计', 20, 18, 90, 4.4]])
    expect([percentOf('90%'), percentOf('98.5%'), percentOf(null)]).toEqual([90, 98.5, null])
  })
})
