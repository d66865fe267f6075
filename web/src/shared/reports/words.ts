import type { Report, ReportState, Silence, Value } from '@/api/reports'
import { t } from '@/i18n'
import { startOf } from '@/shared/hotline/days'
import { sayMoney } from '@/shared/money'

const DAY_MS = 86_400_000

export const STATES: ReportState[] = ['draft', 'submitted', 'questioned', 'accepted']
/** A shape for each state, so that none is told by its colour alone. */
export const SHAPES: Record<ReportState, string> = { draft: '✎', submitted: '→', questioned: '?', accepted: '✓' }
export const TONES: Record<ReportState, string> = { draft: '', submitted: 'run', questioned: 'warn', accepted: 'good' }

/** A value as people write it; the same words as on paper. */
export function sayValue(value: Value): string {
  switch (value.kind) {
    case 'empty':
      return '—'
    case 'count':
      return String(value.value)
    case 'money':
      return sayMoney(value.value)
    case 'seconds':
      return saySpan(value.value)
    case 'moment':
      return new Date(Date.parse(value.value) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')
    default:
      return value.value
  }
}

/** `2 小时 5 分`; seconds only below ten minutes, where they matter. */
function saySpan(all: number): string {
  const size = Math.abs(all)
  const [hours, minutes, rest] = [Math.floor(size / 3600), Math.floor(size / 60) % 60, size % 60]
  const parts: string[] = []
  if (hours > 0) parts.push(t('time.hour', { n: hours }))
  if (minutes > 0) parts.push(t('time.minute', { n: minutes }))
  if (hours === 0 && (minutes === 0 || (minutes < 10 && rest > 0))) parts.push(t('time.second', { n: rest }))
  return `${all < 0 ? '-' : ''}${parts.join(' ')}`
}

/** Whether it stands at the right of its column. */
export function isNumber(value: Value): boolean {
  return ['count', 'percent', 'money', 'seconds'].includes(value.kind)
}

/** Days from one day to another; negative when the other comes first. */
export function daysTo(day: string, today: string): number {
  return Math.round((startOf(day) - startOf(today)) / DAY_MS)
}

export function sayLeft(day: string, today: string): string {
  const n = daysTo(day, today)
  return n === 0 ? t('rep.leftToday') : n > 0 ? t('rep.left', { n }) : t('rep.past', { n: -n })
}

/** When it is to be handed in, and whether it was. */
export function sayDue(report: Pick<Report, 'state' | 'due_on' | 'late' | 'submitted_at'>, today: string): string {
  if (!report.due_on) return t('rep.noDue')
  if (report.submitted_at && report.state !== 'draft') return report.due_on
  return `${report.due_on}（${sayLeft(report.due_on, today)}）`
}

/** What the end of the review means. */
export function saySilence(silence: Silence, clause: string | null): string {
  const says = t(silence === 'accepted' ? 'rep.silenceAccepts' : 'rep.silenceUnsaid')
  return clause ? t('rep.silenceBy', { says, clause }) : says
}

/** How much of the review is left, and what follows. */
export function sayReview(report: Pick<Report, 'state' | 'review_by' | 'silence' | 'accepted_how'>, today: string): string {
  if (report.state === 'accepted') return t(report.accepted_how === 'by_silence' ? 'rep.acceptedBySilence' : 'rep.acceptedByClient')
  if (report.state !== 'submitted') return ''
  if (!report.review_by) return t('rep.noReview')
  return `${sayLeft(report.review_by, today)}，${saySilence(report.silence ?? 'unsaid', null)}`
}

export function sayPeriod({ from, to }: Pick<Report, 'from' | 'to'>): string {
  return from === to ? from : `${from} – ${to}`
}
