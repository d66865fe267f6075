import { describe, expect, it } from 'vitest'

import type { Policy } from '@/api/backups'

import { bodyOf, changeOf, draftOf, emptyDraft, isWhole, underRule } from './draft'
import type { Standard } from './standard'

const POLICY = {
  id: 'p', contract_id: 'c', rule: 'EX-B1', clause: '第二条', work: 'platform', title: '考务库', what: 'database', source: { kind: 'sftp', host: 'nas', port: 22, path: '/b', host_key: 'SHA256:k', username: 'reader', has_secret: true },
  pattern: '*.dump', format: 'pg_custom', every_hours: 24, keep_days: 30, place: null, min_bytes: 1_572_864, shrink_percent: 50, checksum: 'none', drill_every_days: null, enabled: true, version: 3,
} as unknown as Policy
const rule = (more: Partial<Standard>): Standard => ({ id: 'R', clause: '第二条', title: '业务数据备份', assumed: null, covers: [], works: [], hours: 24, days: 30, ...more })

describe('a policy in the form', () => {
  it('comes out as it went in, and nothing is sent that nobody changed', () => {
    expect(changeOf(POLICY, draftOf(POLICY))).toEqual({})
    expect(changeOf(POLICY, { ...draftOf(POLICY), keep: '60', drill: '7' })).toEqual({ keep_days: 60, drill_every_days: 7 })
    expect(draftOf(POLICY).min).toBe('1.5')
  })

  it('sends a place whole, with a secret only when one was typed', () => {
    const draft = draftOf(POLICY)
    expect(changeOf(POLICY, { ...draft, path: '/c' })).toEqual({ source: { kind: 'sftp', host: 'nas', port: 22, path: '/c', username: 'reader', host_key: 'SHA256:k' } })
    expect(changeOf(POLICY, { ...draft, secret: 'password', password: 'p w' }).source).toMatchObject({ password: 'p w' })
    expect(bodyOf({ ...draft, secret: 'private_key', private_key: 'K', passphrase: '' }).source).not.toHaveProperty('passphrase')
  })

  it('is whole when what is needed is there', () => {
    const draft = { ...emptyDraft('c'), title: 'A', path: '/b', pattern: '*' }
    expect(isWhole(draft)).toBe(true)
    expect(isWhole({ ...draft, kind: 'sftp' })).toBe(false)
    expect(isWhole({ ...draft, kind: 'sftp', host: 'h', username: 'u' })).toBe(true)
    expect(isWhole({ ...draft, every: '' })).toBe(false)
  })
})

describe('a rule that is chosen', () => {
  it('fills in its limits and its only work', () => {
    const one = underRule(emptyDraft('c'), rule({ hours: 168, days: 186, works: ['2'] }), null)
    expect(one).toMatchObject({ rule: 'R', every: '168', keep: '186', work: '2', title: '业务数据备份' })
    expect(underRule(one, null, rule({}))).toMatchObject({ rule: '', every: '24', keep: '30', title: '' })
  })

  it('leaves a name that somebody gave, and a work that it is about', () => {
    const mine = { ...emptyDraft('c'), title: '我的', work: 'b' }
    expect(underRule(mine, rule({ works: ['a', 'b'] }), null)).toMatchObject({ title: '我的', work: 'b' })
    expect(underRule(mine, rule({ works: ['a', 'c'] }), null).work).toBe('')
  })
})
