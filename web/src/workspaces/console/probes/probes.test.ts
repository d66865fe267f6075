import { describe, expect, it } from 'vitest'

import type { Probe } from '@/api/probing'

import { bodyOf, draftOf, emptyDraft, isWhole } from './draft'
import { choices, sayMetric, sayThreshold, sayValue } from './metrics'
import { addressOf, countsOf, filtersFrom, fits, layoutOf, lookOf, movedOf, type Look } from './probes'
import { emptyFields, FIELDS, fieldsOf, KINDS, missingOf, signsIn, targetOf } from './target'
import { allowLine, hostKeyOf } from './trial'

function probe(part: Partial<Probe>): Probe {
  return {
    id: 'a', contract_id: 'c1', system_id: 's1', system: '报名系统', title: '登录页', kind: 'http', target: { url: 'https://a' }, every_seconds: 60, timeout_ms: 10_000, retries: 1,
    thresholds: [], level: null, credential_id: null, enabled: true, state: 'up', since: '2026-11-21T00:00:00Z', last_at: '2026-11-21T01:00:00Z', last_ms: 12, last_text: 'HTTP 200', metrics: {}, next_at: null, version: 1, ...part,
  }
}

const NONE = { contract: '', state: '', q: '' }

describe('the list', () => {
  it('puts the gravest first, of these what lasts longest, and leaves out what was never looked at', () => {
    const probes = [
      probe({ id: 'up' }),
      probe({ id: 'warn', state: 'warning' }),
      probe({ id: 'late', state: 'down', since: '2026-11-21T02:00:00Z' }),
      probe({ id: 'early', state: 'down', since: '2026-11-21T01:00:00Z' }),
      probe({ id: 'lost', state: 'unknown' }),
      probe({ id: 'new', state: 'unknown', last_at: null }),
      probe({ id: 'paused', state: 'unknown', enabled: false }),
    ]
    const { troubles, groups } = layoutOf(probes, new Map(), () => 'HS')
    expect(troubles.map((one) => one.id)).toEqual(['early', 'late', 'warn', 'lost'])
    expect(groups.map((group) => group.probes.map((one) => one.id).sort())).toEqual([['new', 'paused', 'up']])
  })

  it('groups by contract, then by system', () => {
    const probes = [probe({ id: '1', contract_id: 'c2' }), probe({ id: '2', system_id: 's2', system: '网关' }), probe({ id: '3' })]
    const { groups } = layoutOf(probes, new Map(), (id) => (id === 'c1' ? 'HC' : 'SC'))
    expect(groups.map((group) => [group.contract, group.system])).toEqual([['c1', '报名系统'], ['c1', '网关'], ['c2', '报名系统']])
  })

  it('lets everything stand where it stood until it is put in order', () => {
    const places = new Map<string, Look>([['a', 'up'], ['b', 'down']])
    const probes = [probe({ id: 'a', state: 'down' }), probe({ id: 'b', state: 'up' })]
    const { troubles, groups } = layoutOf(probes, places, () => '')
    expect([troubles.map((one) => one.id), groups[0]?.probes.map((one) => one.id)]).toEqual([['b'], ['a']])
    expect(movedOf(probes, places)).toBe(2)
    expect(movedOf(probes, new Map([['a', 'down'], ['b', 'up']]))).toBe(0)
    // Paused or up, it stands in the same place.
    expect(movedOf([probe({ id: 'a', enabled: false })], places)).toBe(0)
  })

  it('has its filters in the address, and only those that narrow', () => {
    expect(filtersFrom({ state: 'down', q: 'x', contract: ['a'], other: '1' })).toEqual({ contract: '', state: 'down', q: 'x' })
    expect(filtersFrom({ state: 'nonsense' }).state).toBe('')
    expect(addressOf({ ...NONE, q: 'x' })).toEqual({ q: 'x' })
  })

  it('finds by every word, and knows what is paused', () => {
    expect(fits(probe({}), { ...NONE, q: '报名 http' })).toBe(true)
    expect(fits(probe({}), { ...NONE, q: '报名 ftp' })).toBe(false)
    expect(fits(probe({ enabled: false, state: 'unknown' }), { ...NONE, state: 'unknown' })).toBe(false)
    expect(lookOf(probe({ enabled: false, state: 'unknown' }))).toBe('paused')
    expect(countsOf([probe({}), probe({ enabled: false })])).toEqual({ down: 0, warning: 0, unknown: 0, up: 1, paused: 1 })
  })
})

describe('limits', () => {
  it('are sentences', () => {
    expect(sayThreshold({ metric: 'disk_percent', above: 90, level: 'down' })).toBe('磁盘使用率 高于 90 % → 故障')
    expect(sayThreshold({ metric: 'days_left', above: null, below: 30, level: 'warning' })).toBe('证书剩余天数 低于 30 天 → 提醒')
    expect(sayThreshold({ metric: 'disk_percent:/data', above: 80, level: 'warning' })).toBe('磁盘使用率 /data 高于 80 % → 提醒')
  })

  it('say numbers with their units', () => {
    expect([sayValue('ms', 1234.56), sayValue('service:nginx', 0), sayMetric('service:nginx'), sayMetric('strange')]).toEqual(['1,234.6 毫秒', '未运行', '服务 nginx', 'strange'])
    expect(choices('tcp', ['ms', 'x'], ['y', ''])).toEqual(['ms', 'x', 'y'])
  })
})

describe('the form', () => {
  const WHOLE: [Probe['kind'], Record<string, unknown>][] = [
    ['http', { url: 'https://a/b', method: 'POST', body: 'a\nb', headers: { Accept: 'a: b' }, contains: '统一认证', check_certificate: false }],
    ['tcp', { host: '10.1.2.3', port: 80, send: 'PING\\n' }],
    ['dns', { name: 'a.cn', record: 'MX', expect: ['x', 'y'], port: 53 }],
    ['tls', { host: 'a', port: 25, starttls: 'smtp' }],
    ['smtp', { host: 'a', port: 465, encryption: 'implicit' }],
    ['ssh', { host: 'a', host_key: 'SHA256:x', questions: [{ what: 'cpu' }, { what: 'services', names: ['nginx', 'vsftpd'] }, { what: 'log', path: '/a', pattern: 'x=y', lines: 100 }] }],
    ['sql', { engine: 'mysql', host: 'a', database: 'd', query: 'SELECT 1', encryption: 'verify' }],
    ['sql', { engine: 'sqlite', database: '/data/a.db', query: 'SELECT 1' }],
    ['redis', { host: 'a', port: 6379, tls: true }],
    ['ftp', { host: 'a', path: '/up', tls: false, suffix: '.zip' }],
    ['sftp', { host: 'a', port: 2222, path: '/up' }],
    ['agent', { agent_id: 'x' }],
    ['exchange', { partner: '大数据平台', window_seconds: 5_400 }],
  ]

  it.each(WHOLE)('reads and writes a target of the kind %s without loss', (kind, target) => {
    const fields = fieldsOf(kind, target)
    expect(targetOf(kind, fields, target)).toEqual(target)
    expect(missingOf(kind, fields)).toEqual([])
  })

  it('asks each kind for what it needs only', () => {
    expect(KINDS.filter((kind) => FIELDS[kind].length === 0)).toEqual([])
    expect(missingOf('tcp', emptyFields('tcp'))).toEqual(['host', 'port'])
    expect(missingOf('sql', { ...emptyFields('sql'), engine: 'sqlite' })).toEqual(['database', 'query'])
    expect([signsIn('sql', { engine: 'sqlite' }), signsIn('sql', { engine: 'mysql' }), signsIn('tcp', {})]).toEqual(['never', 'must', 'never'])
  })

  it('sends what it was given, and numbers as numbers', () => {
    const old = probe({ thresholds: [{ metric: 'ms', above: 3000, level: 'warning' }], level: 2, credential_id: 'k' })
    expect(bodyOf(draftOf(old), old)).toEqual({ system_id: 's1', title: '登录页', kind: 'http', target: { url: 'https://a' }, every_seconds: 60, timeout_ms: 10_000, retries: 1, thresholds: [{ metric: 'ms', above: 3000, level: 'warning' }], level: 2, credential_id: 'k' })
  })

  it('is whole when the server would take it', () => {
    const draft = { ...emptyDraft('c1'), system: 's1', title: 'x', fields: { ...emptyFields('http'), url: 'https://a' } }
    expect(isWhole(draft)).toBe(true)
    expect(isWhole({ ...draft, limits: [{ metric: 'ms', side: 'above', value: '', level: 'down' }] })).toBe(false)
    expect(isWhole({ ...draft, kind: 'ssh', fields: { ...emptyFields('ssh'), host: 'a' } })).toBe(false)
  })
})

describe('a trial', () => {
  it('gives the line that allows a refused target', () => {
    const refused = { code: 'reach.not_allowed', text: '目标 10.0.0.1 不是公网地址，未被允许访问。需要时请系统管理员在设置 allow_targets 中加入它。' }
    expect(allowLine(refused)).toBe('allow_targets = "10.0.0.1"')
    expect(allowLine({ code: 'reach.file_not_allowed', text: '文件 /data/x/a.db 不在允许读取的文件夹中。' })).toBe('probe_folders = "/data/x"')
    expect(allowLine({ code: null, text: refused.text })).toBeNull()
  })

  it('reads the key of a machine that nobody confirmed', () => {
    const text = '首次见到该主机的密钥 SHA256:AbC+/9=，请与主机管理员核对'
    expect(hostKeyOf({ code: 'reach.host_key_unconfirmed', text })).toBe('SHA256:AbC+/9=')
    expect(hostKeyOf({ code: 'reach.host_key_changed', text })).toBeNull()
  })
})
