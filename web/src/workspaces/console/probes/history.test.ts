import { describe, expect, it } from 'vitest'

import type { Hour, Outage } from '@/api/probing'

import { historySays, pointsOf, secondsWithin, share, tableOf, totalOf, windowOf } from './history'
import { csvTableOf, summaryOf } from './outages'
import { linuxInstall, windowsInstall } from './settings/install'

const NOW = Date.parse('2026-11-21T08:30:00Z')
const hour = (at: string, part: Partial<Hour> = {}): Hour => ({ hour: at, n: 60, ok: 60, min_ms: 10, avg_ms: 20, max_ms: 50, down_seconds: 0, ...part })
const outage = (part: Partial<Outage>): Outage => ({ id: 'o', contract_id: 'c', probe_id: 'p', title: '登录页', system: '报名系统', problem: 'down', from: '2026-11-21T08:00:00Z', noticed_at: '2026-11-21T08:00:02Z', until: null, seconds: null, reason: '连接不上', ticket_id: null, ticket_number: null, ...part })

describe('the history', () => {
  it('is about whole hours, and over longer times about whole days of China', () => {
    expect(windowOf('day', NOW)).toEqual({ from: '2026-11-20T09:00:00.000Z', to: '2026-11-21T09:00:00.000Z', by: 'hour' })
    expect(windowOf('month', NOW)).toEqual({ from: '2026-10-22T16:00:00.000Z', to: '2026-11-21T16:00:00.000Z', by: 'day' })
  })

  it('shows hours in which nobody looked as gaps', () => {
    const points = pointsOf([hour('2026-11-21T07:00:00Z')], windowOf('day', NOW))
    expect(points).toHaveLength(24)
    expect(points.filter((point) => point.n > 0).map((point) => point.says)).toEqual(['11-21 15:00'])
    expect(points[0]).toMatchObject({ n: 0, avg: null, max: null })
  })

  it('weighs means by how often it was well, and never rounds a failure away', () => {
    const total = totalOf([hour('2026-11-21T07:00:00Z', { n: 100_000, ok: 99_999, avg_ms: 10 }), hour('2026-11-21T06:00:00Z', { n: 10, ok: 0, avg_ms: null, max_ms: null, down_seconds: 3_600 })])
    expect(total).toMatchObject({ n: 100_010, ok: 99_999, avg: 10, max: 50, down: 3_600 })
    expect(share(99_999, 100_000)).toBe(99.99)
    expect(share(0, 0)).toBeNull()
    expect(historySays(total, 'week')).toBe('最近 7 天可用率 99.98 %（查看 100010 次），中断 1 小时')
    expect(historySays(totalOf([]), 'day')).toBe('最近 24 小时没有查看过')
  })

  it('has a table that ends with the sum', () => {
    const hours = [hour('2026-11-21T07:00:00Z', { down_seconds: 90, ok: 58 })]
    const rows = tableOf(pointsOf(hours, windowOf('day', NOW)), totalOf(hours)).rows
    expect(rows).toEqual([['11-21 15:00', 60, 58, 96.66, 20, 50, 1.5], ['合计', 60, 58, 96.66, 20, 50, 1.5]])
  })
})

describe('outages', () => {
  it('count only within the time that is asked for', () => {
    const day = [Date.parse('2026-11-21T00:00:00Z'), Date.parse('2026-11-22T00:00:00Z')] as const
    expect(secondsWithin(outage({ from: '2026-11-20T23:59:00Z', until: '2026-11-21T00:01:00Z' }), ...day, NOW)).toBe(60)
    expect(secondsWithin(outage({}), ...day, NOW)).toBe(1_800)
    expect(secondsWithin(outage({ from: '2026-11-19T00:00:00Z', until: '2026-11-20T00:00:00Z' }), ...day, NOW)).toBe(0)
    expect(summaryOf([outage({}), outage({ until: '2026-11-21T08:01:00Z', seconds: 60 })], ...day, NOW)).toEqual({ n: 2, open: 1, seconds: 1_860 })
  })

  it('are saved with times of China and whole seconds', () => {
    const { rows } = csvTableOf([outage({ until: '2026-11-21T08:01:00Z', seconds: 60, ticket_number: 'HS-1' })], () => 'HS', NOW)
    expect(rows).toEqual([['HS', '报名系统', '登录页', '2026-11-21 16:00:00', '2026-11-21 16:01:00', 60, '故障', '连接不上', 'HS-1']])
  })
})

describe('the installation of an agent', () => {
  it('names the server and keeps the token out of the command line of the service', () => {
    for (const script of [linuxInstall('https://y.example', 'jya_x'), windowsInstall('https://y.example', 'jya_x')]) {
      expect(script).toContain('--server https://y.example --token-file')
      expect(script.split('\n').filter((line) => line.includes('jya_x') && line.includes('jianyue agent'))).toEqual([])
      expect(script.split('jya_x')).toHaveLength(2)
    }
  })
})
