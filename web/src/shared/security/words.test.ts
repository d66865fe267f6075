import { describe, expect, it } from 'vitest'

import type { Vulnerability } from '@/api/security'

import { aside, dayOf, itemsOf, onward, tableOf } from './words'

const one = (state: string, ...allowed_actions: string[]): Vulnerability => ({ state, allowed_actions }) as unknown as Vulnerability

describe('what comes next', () => {
  it('is what is owed at once, and then the usual step', () => {
    expect(onward(one('new', 'analyse', 'report', 'correct'))).toEqual(['report', 'analyse'])
    expect(onward(one('analysed', 'analyse', 'fix', 'correct'))).toEqual(['fix'])
    expect(onward(one('fed_back', 'confirm'))).toEqual(['confirm', 'send_back'])
    expect(onward(one('closed'))).toEqual([])
  })

  it('leaves at the side what only changes what was said', () => {
    expect(aside(one('new', 'analyse', 'correct'))).toEqual(['correct'])
    expect(aside(one('analysed', 'analyse', 'correct'))).toEqual(['analyse', 'correct'])
  })
})

it('counts become a line for each severity', () => {
  const rows = tableOf([{ severity: 'high', state: 'new', count: 2, late: 1, soon: 0 }, { severity: 'high', state: 'closed', count: 3, late: 0, soon: 0 }])
  expect(rows.map((row) => row.severity)).toEqual(['critical', 'high', 'medium', 'low'])
  expect([rows[1]!.states.new, rows[1]!.states.closed, rows[1]!.states.fixed, rows[1]!.late]).toEqual([2, 3, 0, 1])
})

it('lines become things with what they are on', () => {
  expect(itemsOf('系统拓扑图，纸质\n\n 备份, 正本,移动硬盘 \n手册')).toEqual([
    { what: '系统拓扑图', medium: '纸质' },
    { what: '备份, 正本', medium: '移动硬盘' },
    { what: '手册', medium: '' },
  ])
})

it('a day begins at midnight in Beijing', () => {
  expect(dayOf(Date.parse('2026-03-01T16:00:00Z'))).toBe('2026-03-02')
})
