import { describe, expect, it } from 'vitest'

import type { SheetPart, SheetRow } from '@/api/inspection'

import { blocksOf, sayCell } from './sheet'

const row = (title: string, more: Partial<SheetRow> = {}): SheetRow => ({ key: title, title, value: '正常', limits: '', deviation: false, photos: [], ...more })
const group = (title: string, ...rows: SheetRow[]): SheetPart['groups'][number] => ({ title, rows })

describe('a printed sheet', () => {
  it('has systems as rows where the same is asked of several', () => {
    const blocks = blocksOf([
      group('身份认证系统', row('运行状态'), row('响应时间', { limits: '0 至 3000 毫秒', note: '偏慢', deviation: true })),
      group('小结', row('巡检小结')),
      group('密码服务系统', row('运行状态'), row('响应时间', { limits: '0 至 3000 毫秒' })),
    ])
    expect(blocks.map((block) => block.as)).toEqual(['matrix', 'list'])
    const [first] = blocks
    if (first?.as !== 'matrix') throw new Error('not a matrix')
    expect(first.matrix.columns).toEqual([{ title: '运行状态', limits: '' }, { title: '响应时间', limits: '0 至 3000 毫秒' }])
    expect(first.matrix.rows.map(({ title, note, deviation }) => [title, note, deviation])).toEqual([['身份认证系统', '偏慢', true], ['密码服务系统', '', false]])
  })

  it('says limits in the head only where they are those of all', () => {
    const [block] = blocksOf([group('甲', row('占用', { limits: '不高于 80 %' })), group('乙', row('占用', { limits: '不高于 90 %' }))])
    expect(block?.as === 'matrix' && block.matrix.columns[0]?.limits).toBe('')
  })

  it('lists what has no others of its kind, in one table', () => {
    expect(blocksOf([group('甲', row('一')), group('乙', row('二')), group('', row('三'))])).toMatchObject([{ as: 'list', groups: [{ title: '甲' }, { title: '乙' }, { title: '' }] }])
  })

  it('says whole numbers without a fraction, and leaves addresses alone', () => {
    expect(['1500.0 毫秒', '26.0', '10.0.0.1', '1.05 秒'].map(sayCell)).toEqual(['1500 毫秒', '26', '10.0.0.1', '1.05 秒'])
  })
})
