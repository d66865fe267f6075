import { describe, expect, it } from 'vitest'

import { clausesOf, groupsOf, instalmentsOf, totalOf, windowsOf } from './sections'

const sections = {
  windows: [{ id: 'HS-W1', clause: '附件一 三.3.2', title: '热线', hours: 'daily 00:00-24:00', assumed: null }],
  payments: { id: 'HS-M1', clause: '第四条', total: '2045000.00', instalments: [{ id: 'HS-M1a', clause: '第四条 1', title: '首付款', percent: '70%', amount: '1431500.00', conditions: ['signed'] }] },
  penalties: [{ id: 'HS-P1', clause: '第五条', title: '服务质量不合格', assumed: null }],
  reports: [],
}

describe('the sections of a contract', () => {
  it('are read as far as the page shows them', () => {
    expect(windowsOf(sections)[0]?.hours).toBe('daily 00:00-24:00')
    expect(totalOf(sections)).toBe('2045000.00')
    expect(instalmentsOf(sections)[0]?.amount).toBe('1431500.00')
    expect(groupsOf(sections).map((one) => one.group)).toEqual(['penalties'])
    expect(clausesOf(sections)).toEqual(new Set(['附件一 三.3.2', '第四条 1', '第五条']))
  })

  it('may be missing or of another shape', () => {
    expect(windowsOf({ windows: 'none' })).toEqual([])
    expect(totalOf({})).toBeNull()
    expect(groupsOf({ penalties: [{ clause: '第五条' }] })).toEqual([])
  })
})
