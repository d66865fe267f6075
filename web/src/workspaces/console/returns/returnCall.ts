import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { Completed, FollowUp, ReturnCall, ReturnQuery, ReturnResult, ReturnState } from '@/api/hotline'
import { t, type TextKey } from '@/i18n'
import { dayOf } from '@/shared/hotline/days'

export const STATES: ReturnState[] = ['due', 'done', 'unreachable', 'refused', 'waived']
export const RESULTS: ReturnResult[] = ['answered', 'no_answer', 'refused', 'wrong_number']
export const FOLLOW_UPS: FollowUp[] = ['none', 'reopen', 'complaint']
/** The satisfaction from which on down somebody is asked what they wish. */
const DISCONTENT = 2
/** Days on which nobody answered, after which somebody counts as out of reach. */
const DAYS = 3

export interface Filters {
  contract: string
  /** A state, or `all`; what is due when it is not said. */
  state: string
  mine: string
}

export function filtersFrom(query: LocationQuery): Filters {
  const text = (name: string): string => (typeof query[name] === 'string' ? query[name] : '')
  return { contract: text('contract'), state: text('state') || 'due', mine: text('mine') }
}

export function addressOf(filters: Filters): LocationQueryRaw {
  return { contract: filters.contract || undefined, state: filters.state === 'due' ? undefined : filters.state, mine: filters.mine || undefined }
}

export function questionOf(filters: Filters): ReturnQuery {
  return { contract: filters.contract || undefined, state: STATES.find((one) => one === filters.state), mine: filters.mine === '1' ? true : undefined }
}

/** "2026 年第 1 季度" of `2026-01-01/2026-03-31`; other periods as they are. */
export function sayPeriod(period: string): string {
  const [from = '', to = ''] = period.split('/')
  const month = Number(from.slice(5, 7))
  const quarter = from.slice(0, 4) === to.slice(0, 4) && Number(to.slice(5, 7)) === month + 2 && month % 3 === 1
  return quarter ? t('returns.quarter', { year: from.slice(0, 4), n: (month + 2) / 3 }) : `${from} – ${to}`
}

/** What it is about: the ticket, or the visit of a period. */
export function subjectOf(call: Pick<ReturnCall, 'kind' | 'ticket_number' | 'title' | 'period'>): string {
  if (call.kind === 'visit') return `${t('returns.visit')} ${call.period ? sayPeriod(call.period) : ''}`.trim()
  return `${call.ticket_number ?? ''} ${call.title}`.trim()
}

/** What is asked; scores from 1 to 5. */
export const QUESTIONS: Record<ReturnCall['kind'], { key: string; says: TextKey }[]> = {
  ticket: [
    { key: 'solved', says: 'returns.askSolved' },
    { key: 'speed', says: 'returns.askSpeed' },
    { key: 'attitude', says: 'returns.askAttitude' },
  ],
  visit: [
    { key: 'service', says: 'returns.askService' },
    { key: 'skill', says: 'returns.askSkill' },
    { key: 'contact', says: 'returns.askContact' },
  ],
}

export interface Answers {
  scores: Record<string, number>
  satisfaction: number
  comment: string
  followUp: FollowUp
}

export const NO_ANSWERS: Answers = { scores: {}, satisfaction: 0, comment: '', followUp: 'none' }

export function completedOf(call: Pick<ReturnCall, 'kind'>, said: Answers): Completed {
  const asked = QUESTIONS[call.kind].filter((question) => said.scores[question.key] !== undefined)
  return {
    satisfaction: said.satisfaction,
    follow_up: call.kind === 'visit' ? 'none' : said.followUp,
    answers: asked.map((question) => ({ key: question.key, text: t(question.says), score: said.scores[question.key] })),
    ...(said.comment.trim() ? { comment: said.comment.trim() } : {}),
  }
}

/** Somebody who is not content, with nothing chosen to follow: it is said, so that it is meant. */
export function isDiscontent(satisfaction: number): boolean {
  return satisfaction > 0 && satisfaction <= DISCONTENT
}

/** What happens when it is saved, before it is saved. */
export function consequenceOf(call: Pick<ReturnCall, 'kind' | 'ticket_number'>, said: Pick<Answers, 'followUp' | 'satisfaction'>): string {
  const number = call.ticket_number ?? ''
  if (call.kind === 'visit') return t('returns.thenVisit')
  if (said.followUp === 'reopen') return t('returns.thenReopen', { number })
  if (said.followUp === 'complaint') return t('returns.thenComplaint', { number })
  return t(isDiscontent(said.satisfaction) ? 'returns.thenTold' : 'returns.thenNone', { number })
}

/** What an attempt leads to, before it is written down. */
export function attemptLeadsTo(call: Pick<ReturnCall, 'attempts'>, result: ReturnResult, now: number): string {
  if (result === 'refused') return t('returns.thenRefused')
  if (result === 'wrong_number') return t('returns.thenWrong')
  if (result !== 'no_answer') return ''
  const days = new Set(call.attempts.filter((one) => one.result === 'no_answer').map((one) => dayOf(Date.parse(one.at))))
  const left = DAYS - days.add(dayOf(now)).size
  return left <= 0 ? t('returns.thenUnreachable') : t('returns.thenAgain', { n: left })
}
