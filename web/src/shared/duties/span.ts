/** Spans of days that a ledger is looked at over. */

import { addDays, monthSpan } from '@/shared/hotline/days'

export interface Span {
  from: string
  to: string
}

export const SPANS = ['month', 'quarter', 'year', 'ahead'] as const
export type SpanName = (typeof SPANS)[number]

/** The days of a named span, seen from today. */
export function spanOf(name: SpanName, today: string): Span {
  if (name === 'ahead') return { from: today, to: addDays(today, 60) }
  if (name === 'quarter') return { from: addDays(today, -90), to: today }
  if (name === 'year') return { from: addDays(today, -364), to: today }
  const [from, to] = monthSpan(today)
  return { from, to }
}

/** The name of a span, where it has one. */
export function nameOf(span: Span, today: string): SpanName | '' {
  return SPANS.find((name) => spanOf(name, today).from === span.from && spanOf(name, today).to === span.to) ?? ''
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/** What the address says; a year back where it says nothing that fits. */
export function readSpan(from: unknown, to: unknown, today: string): Span {
  const fits = (day: unknown): day is string => typeof day === 'string' && DAY.test(day)
  return fits(from) && fits(to) && from <= to ? { from, to } : spanOf('year', today)
}
