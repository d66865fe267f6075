import { afterEach, expect, it } from 'vitest'

import type { AuditRow } from '@/api/audit'
import { locale } from '@/i18n'

import { sentenceOf } from './sentence'

const entry = (part: Partial<AuditRow>): AuditRow =>
  ({ chain: 'system', seq: 1, at: '2026-11-21T08:00:00Z', actor_id: 'a', actor_name: '王工（演示）', action: 'ticketing.take', subject: 's', detail: '{"number":"HS-1"}', ...part }) as AuditRow

afterEach(() => (locale.value = 'zh'))

it('is the server’s own, without the name that stands beside it', () => {
  expect(sentenceOf(entry({ says: '王工（演示）接了工单 HS-1' }))).toBe('接了工单 HS-1')
  expect(sentenceOf(entry({ actor_name: 'ticketing.sweep', says: '系统记录了到点' }))).toBe('记录了到点')
})

it('is ours where the server has none, and in English', () => {
  expect(sentenceOf(entry({}))).toBe('接单 HS-1')
  locale.value = 'en'
  expect(sentenceOf(entry({ says: '王工（演示）接了工单 HS-1' }))).toBe('took HS-1')
  expect(sentenceOf(entry({ detail: '{}' }))).toBe('took')
})

it('is the code of an action that nobody has words for', () => expect(sentenceOf(entry({ action: 'x.y' }))).toBe('x.y'))
