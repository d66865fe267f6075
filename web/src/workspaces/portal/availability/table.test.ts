import { beforeAll, describe, expect, it } from 'vitest'

import type { ProbeAvailability, SystemAvailability } from '@/api/probing'
import { learn } from '@/i18n'

import { csvTableOf, lowestOf, momentsOf, rowOf, sayPercent } from './table'

const probe = (title: string, up_percent: number | null, outages: number, down_seconds: number, longest_seconds: number): ProbeAvailability => ({ probe_id: title, title, kind: 'http', up_percent, watched_seconds: 3600, down_seconds, outages, longest_seconds })
const system = (name: string, up_percent: number | null, ...probes: ProbeAvailability[]): SystemAvailability => ({ system_id: name, name, work: null, up_percent, probes })
const all = [{ contract: { id: 'c', prefix: 'HS', title: '' }, said: { from: '', to: '', systems: [system('甲', 99.5, probe('首页', 99.5, 2, 600, 400), probe('接口', 100, 1, 0, 0)), system('乙', null), system('丙', 100)] } }]

beforeAll(() => learn(['availability']))

describe('the table of availability', () => {
  it('sums the probes of a system', () => {
    expect(rowOf(all[0]!.said.systems[0]!)).toEqual({ outages: 3, down: 600, longest: 400 })
    expect(rowOf(system('乙', null))).toEqual({ outages: 0, down: 0, longest: 0 })
  })

  it('never rounds up to a hundred', () => {
    expect([100, 99.999, 99.5, null].map(sayPercent)).toEqual(['100 %', '99.99 %', '99.50 %', '没有查看'])
  })

  it('finds what worked least, of what was watched', () => {
    expect(lowestOf(all)?.system.name).toBe('甲')
    expect(lowestOf([])).toBeNull()
  })

  it('begins at midnight in China and does not look ahead', () => {
    const now = Date.parse('2026-11-22T03:00:00+08:00')
    expect(momentsOf('2026-11', now)).toEqual(['2026-10-31T16:00:00.000Z', '2026-11-21T19:00:00.000Z'])
    expect(momentsOf('2025-12', now)).toEqual(['2025-11-30T16:00:00.000Z', '2025-12-31T16:00:00.000Z'])
  })

  it('is a row for each probe in the file', () => {
    expect(csvTableOf(all, '2026-11').rows).toEqual([['2026-11', 'HS', '甲', '首页', 99.5, 2, 600, 400], ['2026-11', 'HS', '甲', '接口', 100, 1, 0, 0]])
  })
})
