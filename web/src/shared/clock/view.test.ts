import { describe, expect, it } from 'vitest'

import { locale } from '@/i18n'
import { aClock as clock } from '@/shared/examples'

import { mostUrgent, sayPromise, viewClock } from './view'

const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`)

describe('what a clock shows', () => {
  it.each([
    ['06:00:00', 'running', 0, '还剩 10 小时'],
    ['08:30:00', 'running', 0.25, '还剩 7 小时 30 分'],
    ['11:00:00', 'warn50', 0.5, '还剩 5 小时'],
    ['14:48:00', 'warn80', 0.88, '还剩 1 小时 12 分'],
    ['16:00:00', 'breached', 1, '已超时 不到 1 分'],
    ['18:05:00', 'breached', 1, '已超时 2 小时 5 分'],
  ])('at %s it is %s', (time, tone, filled, text) => {
    const view = viewClock(clock(), at(time))
    expect(view).toMatchObject({ tone, text })
    expect(view.filled).toBeCloseTo(filled)
  })

  it('follows service hours between the marks, not the wall clock', () => {
    const overnight = clock({ warn50_at: '2026-11-21T07:00:00Z', warn80_at: '2026-11-22T02:00:00Z', due_at: '2026-11-22T03:00:00Z' })
    expect(viewClock(overnight, at('06:30:00')).filled).toBeCloseTo(0.25)
  })

  it('keeps a frozen verdict whatever time it is', () => {
    const missed = clock({ state: 'breached', stopped_at: '2026-11-21T18:05:00Z' })
    expect(viewClock(missed, at('23:00:00'))).toMatchObject({ tone: 'missed', text: '超时 2 小时 5 分' })
    expect(viewClock(clock({ state: 'met', stopped_at: '2026-11-21T07:00:00Z' }), at('23:00:00')).tone).toBe('met')
  })

  it('says when a verdict still waits for the reporter', () => {
    expect(viewClock(clock({ kind: 'resolve', state: 'met', provisional: true, stopped_at: '2026-11-21T07:00:00Z' }), at('08:00:00')).text).toBe('按时提交，待验收')
  })

  it('does not run while paused, and says what is left', () => {
    const view = viewClock(clock({ state: 'paused', due_at: null, remaining_seconds: 11_100 }), at('23:00:00'))
    expect(view).toMatchObject({ tone: 'paused', text: '暂停，剩 3 小时 5 分' })
  })

  it('still shows a breach on a paused clock that was late before', () => {
    expect(viewClock(clock({ state: 'paused', overdue: true }), at('17:00:00')).tone).toBe('breached')
  })
})

describe('the clock to look at first', () => {
  it('is the earliest that still runs', () => {
    const response = clock({ kind: 'response', due_at: '2026-11-21T07:00:00Z', state: 'met', stopped_at: '2026-11-21T06:10:00Z' })
    const restore = clock()
    const arrive = clock({ kind: 'arrive', due_at: '2026-11-21T15:00:00Z' })
    expect(mostUrgent([response, restore, arrive])?.kind).toBe('arrive')
  })

  it('is a paused one only when nothing runs', () => {
    expect(mostUrgent([clock({ state: 'paused', due_at: null })])?.state).toBe('paused')
    expect(mostUrgent([clock({ state: 'not_applicable' })])).toBeNull()
  })
})

describe('a promise', () => {
  it.each([
    ['response', '1 小时', '1 小时内响应'],
    ['escalate', '立即', '立即上报'],
    ['arrive', '1 个工作日', '1 个工作日内到场'],
    ['resolve', '当日', '当日解决'],
  ] as const)('of %s in %s is said %s', (kind, budget, said) => expect(sayPromise(kind, budget)).toBe(said))

  it('is said in English too', () => {
    locale.value = 'en'
    expect(['立即', '30 分', '1 个工作日', '24 小时'].map((budget) => sayPromise('arrive', budget))).toEqual(['Arrive: at once', 'Arrive: 30 min', 'Arrive: 1 working day(s)', 'Arrive: 24 h'])
    locale.value = 'zh'
  })
})
