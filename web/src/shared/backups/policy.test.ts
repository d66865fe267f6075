import { describe, expect, it } from 'vitest'

import type { Policy } from '@/api/backups'
import { learn } from '@/i18n'

import { ageShare, countsOf, hostKeyIn, isBad, limitOf, lookOf, sayBytes, sayCounts, sayEvery, sayTook, sayWhere, sorted, tablesOf } from './policy'

await learn(['backups'])

const policy = (more: Partial<Policy>): Policy => ({ id: 'a', title: 'A', enabled: true, state: 'good', open_findings: 0, every_hours: 24, grace_minutes: 0, last_at: null, ...more }) as Policy

describe('how a policy looks', () => {
  it('is its state, unless nobody looks at it', () => {
    expect(lookOf(policy({ state: 'late' }))).toBe('late')
    expect(lookOf(policy({ state: 'late', enabled: false }))).toBe('off')
    expect(isBad(policy({ state: 'unknown' }))).toBe(true)
    expect(isBad(policy({ state: 'missing', enabled: false }))).toBe(false)
    expect([isBad(policy({})), isBad(policy({ open_findings: 1 }))]).toEqual([false, true])
  })

  it('puts what was not restored before what is good', () => {
    expect(sorted([policy({ id: '1', title: '甲' }), policy({ id: '2', title: '乙', open_findings: 1 })]).map((one) => one.id)).toEqual(['2', '1'])
  })

  it('puts what is missing first, then what is late, and what is switched off last', () => {
    const some = [policy({ id: '1', title: '乙' }), policy({ id: '2', enabled: false, state: 'missing' }), policy({ id: '3', state: 'late' }), policy({ id: '4', state: 'missing' }), policy({ id: '5', title: '甲' })]
    expect(sorted(some).map((one) => one.id)).toEqual(['4', '3', '5', '1', '2'])
    expect(countsOf(some)).toEqual({ missing: 1, late: 1, suspect: 0, unknown: 0, good: 2, off: 1 })
  })
})

describe('the age of the newest backup', () => {
  it('is held against the interval and its grace', () => {
    expect(limitOf(policy({ grace_minutes: 120 }))).toBe(26 * 3_600)
    const now = Date.parse('2026-03-02T00:00:00Z')
    expect(ageShare(policy({ last_at: '2026-03-01T12:00:00Z' }), now)).toBe(50)
    expect(ageShare(policy({ last_at: '2026-02-28T00:00:00Z' }), now)).toBe(200)
    expect(ageShare(policy({ last_at: '2026-03-02T00:00:05Z' }), now)).toBe(0)
    expect(ageShare(policy({}), now)).toBeNull()
  })
})

describe('what is said', () => {
  it('counts days where they are whole', () => {
    expect([1, 24, 36, 48, 168].map(sayEvery)).toEqual(['每 1 小时', '每 24 小时', '每 36 小时', '每 2 天', '每 7 天'])
  })

  it('gives sizes and times as many figures as mean something', () => {
    expect([0, 1_023, 1_024, 1_536, 150_000, 3_435_973_836].map(sayBytes)).toEqual(['0 B', '1023 B', '1 kB', '1.5 kB', '146 kB', '3.2 GB'])
    expect([12, 1_000, 1_240, 61_500].map(sayTook)).toEqual(['12 毫秒', '1 秒', '1.2 秒', '62 秒'])
  })

  it('tells tables from archives', () => {
    expect(sayCounts({ people: 1_200, roles: 3 })).toBe('2 张表，1,203 行')
    expect(sayCounts({ files: 12, unpacked_bytes: 1_536 })).toBe('12 个文件，共 1.5 kB')
    // A table may be called like that.
    expect(sayCounts({ files: 12, people: 1 })).toBe('2 张表，13 行')
    expect(sayCounts({})).toBe('')
    expect(tablesOf({ format: 'sqlite', counts: { a: 1, c: 5, b: 5 } })).toEqual([['b', 5], ['c', 5], ['a', 1]])
    expect(tablesOf({ format: 'zip', counts: { files: 1, unpacked_bytes: 2 } })).toEqual([])
  })

  it('says where files lie', () => {
    expect(sayWhere({ kind: 'folder', path: '/data' })).toBe('/data')
    const far = { kind: 'sftp' as const, host: 'nas', port: 22, path: 'b', username: 'x', has_secret: true }
    expect(sayWhere(far)).toBe('sftp://nas/b')
    expect(sayWhere({ ...far, port: 2222, path: '/b' })).toBe('sftp://nas:2222/b')
  })

  it('finds the key that a host showed', () => {
    expect(hostKeyIn(['太旧', '主机密钥未确认：SHA256:abc+/9=，请核对'])).toBe('SHA256:abc+/9=')
    expect(hostKeyIn(['太旧'])).toBeNull()
  })
})
