import { describe, expect, it } from 'vitest'

import type { ReturnCall } from '@/api/hotline'

import { addressOf, attemptLeadsTo, completedOf, consequenceOf, filtersFrom, NO_ANSWERS, questionOf, sayPeriod, subjectOf } from './returnCall'

const now = Date.parse('2026-11-21T06:00:00Z')
const ticket = { kind: 'ticket', ticket_number: 'HS-20261120-0001', title: '无法登录', period: null } as const
const missed = (at: string): ReturnCall['attempts'][number] => ({ at, by: '坐席', result: 'no_answer' })

describe('the list of return calls', () => {
  it('is what is due until something else is asked for', () => {
    expect(questionOf(filtersFrom({}))).toEqual({ contract: undefined, state: 'due', mine: undefined })
    expect(questionOf(filtersFrom({ state: 'all', mine: '1' }))).toEqual({ contract: undefined, state: undefined, mine: true })
    expect(addressOf(filtersFrom({ state: 'due', contract: 'c' }))).toEqual({ contract: 'c', state: undefined, mine: undefined })
  })

  it('names tickets, and visits by their quarter', () => {
    expect(subjectOf(ticket)).toBe('HS-20261120-0001 无法登录')
    expect(subjectOf({ kind: 'visit', ticket_number: null, title: '走访', period: '2026-04-01/2026-06-30' })).toBe('客户走访 2026 年第 2 季度')
    expect(sayPeriod('2026-05-01/2026-05-31')).toBe('2026-05-01 – 2026-05-31')
  })
})

describe('an attempt', () => {
  it('says what it leads to before it is written down', () => {
    expect(attemptLeadsTo({ attempts: [] }, 'no_answer', now)).toContain('还要在另外 2 天')
    expect(attemptLeadsTo({ attempts: [missed('2026-11-21T01:00:00Z')] }, 'no_answer', now)).toContain('还要在另外 2 天')
    // 16:30 UTC on the 19th is the 20th in China.
    expect(attemptLeadsTo({ attempts: [missed('2026-11-19T15:00:00Z'), missed('2026-11-19T16:30:00Z')] }, 'no_answer', now)).toContain('联系不上')
    expect(attemptLeadsTo({ attempts: [] }, 'refused', now)).toContain('结束')
    expect(attemptLeadsTo({ attempts: [] }, 'answered', now)).toBe('')
  })
})

describe('what was said', () => {
  it('is sent with the questions that were asked, and no others', () => {
    const said = { ...NO_ANSWERS, scores: { speed: 4, odd: 1 }, satisfaction: 2, comment: ' 太慢 ', followUp: 'reopen' as const }
    expect(completedOf({ kind: 'ticket' }, said)).toEqual({ satisfaction: 2, follow_up: 'reopen', comment: '太慢', answers: [{ key: 'speed', text: '响应和处理够不够快', score: 4 }] })
    expect(completedOf({ kind: 'visit' }, said)).toEqual({ satisfaction: 2, follow_up: 'none', comment: '太慢', answers: [] })
  })

  it('has its consequence said before', () => {
    expect(consequenceOf(ticket, { followUp: 'reopen', satisfaction: 2 })).toContain('HS-20261120-0001 将重新打开')
    expect(consequenceOf(ticket, { followUp: 'complaint', satisfaction: 5 })).toContain('投诉')
    expect(consequenceOf(ticket, { followUp: 'none', satisfaction: 5 })).toContain('保持关闭')
    expect(consequenceOf(ticket, { followUp: 'none', satisfaction: 2 })).toContain('通知')
  })
})
