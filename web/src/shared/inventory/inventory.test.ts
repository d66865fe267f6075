import { describe, expect, it } from 'vitest'

import type { Source } from '@/api/inventory'
import { learn } from '@/i18n'

import { documentName, isChange, lookOf, sayChanges, sayGrowth, sayRows, sayWhere, sorted } from './inventory'

await learn(['inventory'])

const NONE = { added: 0, removed: 0, changed: 0 }

describe('a source', () => {
  it('is being read, or as it was the last time', () => {
    expect(lookOf({ state: 'failed', reading: true })).toBe('reading')
    expect(lookOf({ state: 'failed', reading: false })).toBe('failed')
    const source = (title: string, state: Source['state']): Source => ({ title, state, reading: false }) as Source
    expect(sorted([source('乙', 'ok'), source('甲', 'ok'), source('丙', 'failed'), source('丁', 'never')]).map((one) => one.title)).toEqual(['丙', '丁', '甲', '乙'])
  })

  it('says where it is', () => {
    const target = { host: 'db', port: null, database: 'credit', username: 'r', path: null, encryption: 'prefer' as const, ca_pem: null }
    expect(sayWhere({ engine: 'postgres', target })).toBe('db/credit')
    expect(sayWhere({ engine: 'mysql', target: { ...target, port: 3307 } })).toBe('db:3307/credit')
    expect(sayWhere({ engine: 'sqlite', target: { ...target, path: '/a.db' } })).toBe('/a.db')
  })

  it('has a document whose name any disk takes', () => {
    expect(documentName({ title: 'A/B: 库' }, { at: '2026-03-01T00:00:00Z' })).toBe('数据盘点-A_B_ 库-2026-03-01.xlsx')
  })
})

describe('numbers', () => {
  it('are told as estimates where they are', () => {
    expect([sayRows(3_410, false), sayRows(3_410, true), sayRows(null, true)]).toEqual(['3,410', '约 3,410', '–'])
    expect([sayGrowth(1, 1_201), sayGrowth(5, 2), sayGrowth(2, 2), sayGrowth(null, 2)]).toEqual(['+1,200', '−3', '0', ''])
  })

  it('say what differs', () => {
    expect(sayChanges({ before_id: null, changes: NONE })).toBe('首次盘点')
    expect(sayChanges({ before_id: 'a', changes: NONE })).toBe('结构没有变')
    expect(sayChanges({ before_id: 'a', changes: { added: 1, removed: 0, changed: 2 } })).toBe('新增 1 张表、变更 2 张表')
    expect(isChange({ before_id: null, changes: { ...NONE, added: 1 } })).toBe(false)
    expect(isChange({ before_id: 'a', changes: { ...NONE, removed: 1 } })).toBe(true)
  })
})
