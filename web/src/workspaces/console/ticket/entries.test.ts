import { describe, expect, it } from 'vitest'

import type { Entry } from '@/api/types'

import { detailsOf, isMessage, quotedOf } from './entries'

const entry = (kind: Entry['kind'], data: Record<string, unknown> | null): Entry => ({ id: 'e', seq: 1, at: '2026-11-21T06:00:00Z', recorded_at: '2026-11-21T06:00:00Z', kind, by: { id: 'p', name: '示例工程师', role: 'engineer' }, visibility: 'public', text: null, data })

describe('entries of the timeline', () => {
  it('are messages when a person wrote them', () => {
    expect(isMessage(entry('replied', null))).toBe(true)
    expect(isMessage(entry('noted', null))).toBe(true)
    expect(isMessage(entry('taken', null))).toBe(false)
  })

  it('say what the clocks will be asked about later', () => {
    expect(detailsOf(entry('paused', { reason: 'x', evidence: '会议纪要', agreed_by: '考试科' }))).toEqual([
      ['依据', '会议纪要'],
      ['同意人', '考试科'],
    ])
    expect(detailsOf(entry('clock_breached', { clock: 'restore', cycle: 1, level: 0, clause: '附件一 四.2(1)' }))).toEqual([
      ['时限', '恢复'],
      ['条款', '附件一 四.2(1)'],
    ])
  })

  it('say what changed, from what, to what', () => {
    expect(detailsOf(entry('assigned', { from: null, to: '示例工程师', person_id: 'p' }))).toEqual([['变动', '无 → 示例工程师']])
    expect(detailsOf(entry('edited', { title: { from: '旧', to: '新' } }))).toEqual([['标题', '旧 → 新']])
  })

  it('show who a mail says it is from, and that nobody has signed in', () => {
    const mailed = (known: string | null) => entry('replied', { mail: { from: 'wa***@example.com', known, quoted: '旧内容' } })
    expect(detailsOf(mailed(null))).toEqual([['邮件来信', 'wa***@example.com，来自外部，身份未核实']])
    expect(detailsOf(mailed('team'))[0]?.[1]).toContain('未经登录')
    expect(quotedOf(mailed(null))).toBe('旧内容')
    expect(quotedOf(entry('replied', null))).toBe('')
  })

  it('show what the phone knew beside what the server decided', () => {
    const arrived = { distance_m: 70.4, within: true, device_at: '2026-11-21T06:00:00Z', received_at: '2026-11-21T09:00:00Z' }
    expect(detailsOf(entry('arrived', arrived))).toEqual([
      ['到场', '在现场范围内，距地点 70 米'],
      ['手机时间', '2026/11/21周六 14:00:00 (UTC+8)（只作证据，时限按服务器时间计）'],
    ])
    expect(detailsOf(entry('arrived', { distance_m: 900, within: false }))).toEqual([['到场', '不在现场范围内，距地点 900 米']])
  })

  it('do not say again what the text says', () => {
    const breached = { ...entry('clock_breached', { clock: 'resolve', clause: '第二条 6(2)' }), text: '解决超时（第二条 6(2)，时限 24 小时）' }
    expect(detailsOf(breached)).toEqual([])
    expect(detailsOf({ ...entry('escalated', { to_level: 2, automatic: true }), text: '自动上报至第 2 级' })).toEqual([])
  })

  it('leave out what only machines need', () => {
    expect(detailsOf(entry('attached', { attachment: 'id', name: '日志.zip', media_type: 'application/zip', size: 3 }))).toEqual([['名称', '日志.zip']])
    expect(detailsOf(entry('opened', { channel: 'phone', kind: 'fault', case: 'HS-S1' }))).toEqual([])
  })
})
