import { describe, expect, it } from 'vitest'

import type { MonthFigures, Statistics } from '@/api/statistics'

import { clocksSays, heatSays, meanOf, nameOfService, satisfactionSays, sayMonth, servicesSays, trendSays } from './findings'

const month = (name: string, more: Partial<MonthFigures> = {}): MonthFigures => ({ month: name, opened: { '1': 0, '2': 0, '3': 0, '4': 0 }, closed: 0, clocks: [], satisfaction: { n: 0, sum: 0 }, ...more })
const figures = (months: MonthFigures[], more: Partial<Statistics> = {}): Statistics => ({ as_of: '2026-11-21T06:32:00Z', from: months[0]?.month ?? '', to: months.at(-1)?.month ?? '', months, services: [], cases: [], heat: Array.from({ length: 7 }, () => Array<number>(24).fill(0)), ...more })

describe('what the figures say', () => {
  it('names the year only where it is another one', () => {
    expect(sayMonth('2026-11', '2026-11')).toBe('11 月')
    expect(sayMonth('2025-12', '2026-11')).toBe('2025 年 12 月')
  })

  it('compares the last month with the one before', () => {
    const months = [month('2026-10', { opened: { '3': 8 } }), month('2026-11', { opened: { '1': 2, '3': 3 } })]
    expect(trendSays(figures(months, { as_of: '2026-12-03T00:00:00Z' }))).toBe('11 月新增 5 件，比上月少 3 件；最严重的 1 级 2 件')
    expect(trendSays(figures(months))).toBe('11 月至今新增 5 件（上月全月 8 件）；最严重的 1 级 2 件')
    expect(trendSays(figures([month('2026-11')]))).toBe('这段时间没有工单')
  })

  it('names the worst clock of the last month that has a verdict', () => {
    const clocks = [{ kind: 'response' as const, met: 38, breached: 1, running: 0 }, { kind: 'restore' as const, met: 5, breached: 0, running: 2 }]
    expect(clocksSays(figures([month('2026-11', { clocks }), month('2026-12')]))).toBe('11 月响应达标率 97.4 %，低于合同要求')
    expect(clocksSays(figures([month('2026-11', { clocks: [clocks[1]!] })]))).toBe('11 月 5 项时限全部达标，符合合同要求')
    expect(clocksSays(figures([month('2026-11', { clocks: [{ kind: 'response', met: 0, breached: 0, running: 3 }] })]))).toBe('这段时间没有到期的时限')
  })

  it('names the service with the most, and its share', () => {
    const services = [{ contract_id: 'c', work: 'a', work_name: '甲', service: null, name: null, opened: 1 }, { contract_id: 'c', work: 'b', work_name: '丙', service: 'x', name: '乙', opened: 3 }]
    expect(servicesSays(figures([month('2026-11')], { services }))).toBe('“乙”最多，3 件，占 75 %')
    expect(nameOfService(services[0]!)).toBe('甲（未指明）')
  })

  it('names the busiest hour', () => {
    const heat = Array.from({ length: 7 }, () => Array<number>(24).fill(0))
    heat[1]![10] = 6
    heat[6]![3] = 2
    expect(heatSays(figures([month('2026-11')], { heat }))).toBe('周二 10 时最多，6 件；周末占 25 %')
  })

  it('rates to a tenth and says how it moved', () => {
    expect(meanOf({ n: 3, sum: 13 })).toBe(4.3)
    const said = satisfactionSays(figures([month('2026-10', { satisfaction: { n: 2, sum: 9 } }), month('2026-11', { satisfaction: { n: 3, sum: 13 } })]))
    expect(said).toBe('11 月满意度 4.3 分（3 次评价），比上次低 0.2 分')
    expect(satisfactionSays(figures([month('2026-11')]))).toBe('这段时间没有评价')
  })
})
