import { afterEach, describe, expect, it } from 'vitest'

import type { NotificationRule } from '@/api/notify'
import type { Catalogue } from '@/api/types'
import { locale } from '@/i18n'

import { levelsOf, sayLevel, sayLevelChoice, sayOccasion, sayRule, type Known } from './words'

const work = (key: string, cases: [number, string][]) => ({ key, cases: cases.map(([level, name]) => ({ level, name })) })
const catalogue = { works: [work('1', [[1, '严重故障'], [2, '主要故障']]), work('2', [[1, '严重故障'], [2, '考试期间故障'], [3, '其他']])] } as unknown as Catalogue

const known: Known = {
  occasions: [{ code: 'ticket.breached', says: '超时' }],
  catalogue,
  people: [{ id: 'p1', name: '王工（演示）' }],
  ways: [{ way: 'robot:r1', name: '值班群', unavailable: null }],
  templates: [{ id: 't1', name: '短' }],
}

const rule = (more: Partial<NotificationRule>): NotificationRule => ({ occasion: 'ticket.breached', up_to_level: null, works: [], to: ['assignee'], by: ['in_app'], template: null, ...more })

afterEach(() => (locale.value = 'zh'))

describe('a rule is a sentence', () => {
  it.each<[Partial<NotificationRule>, string]>([
    [{}, '所有级别：告诉 负责人 — 站内'],
    [{ up_to_level: 1, to: ['assignee', 'on_call_2'], by: ['sms', 'in_app'] }, '严重故障：告诉 负责人、值班二线 — 短信、站内'],
    [{ up_to_level: 2, works: ['1'] }, '主要故障及更严重、标段 1：告诉 负责人 — 站内'],
    [{ up_to_level: 2 }, '主要故障或考试期间故障及更严重：告诉 负责人 — 站内'],
    [{ to: ['person:p1', 'person:gone'], by: ['push'] }, '所有级别：告诉 王工（演示）、已不在名单里的人 — 浏览器推送'],
    [{ to: [], by: ['robot:r1'], template: 't1' }, '所有级别：告诉 群里的人 — 值班群（用模板“短”）'],
    [{ by: ['robot:gone'], template: 'gone' }, '所有级别：告诉 负责人 — 已删除的通道（用模板“已删除的模板”）'],
  ])('%j', (more, says) => expect(sayRule(rule(more), known)).toBe(says))

  it('in English too', () => {
    locale.value = 'en'
    expect(sayRule(rule({ up_to_level: 3 }), { ...known, catalogue: null })).toBe('level 3 and graver: the assignee — in the web')
    expect(sayOccasion('ticket.breached', known.occasions)).toBe('Overdue')
  })
})

it('calls a level by its number where a contract has too many names for it', () => {
  const many = { works: ['甲', '乙', '丙'].map((name) => work(name, [[2, name]])) } as unknown as Catalogue
  expect(sayLevel(2, many)).toBe('2 级')
  expect(sayLevelChoice(2, many)).toBe('2 级')
  expect(sayLevelChoice(1, catalogue)).toBe('1 级（严重故障）')
})

it('offers the levels that there are', () => {
  expect(levelsOf(catalogue)).toEqual([1, 2, 3])
  expect(levelsOf(null)).toEqual([1, 2, 3, 4])
})

it('shows an occasion that it does not know as the server names it', () => {
  expect(sayOccasion('mail.quarantined', [{ code: 'mail.quarantined', says: '邮件被隔离' }])).toBe('邮件被隔离')
  expect(sayOccasion('new.thing', [])).toBe('new.thing')
})
