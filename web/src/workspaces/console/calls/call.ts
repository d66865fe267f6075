import type { LocationQuery, LocationQueryRaw } from 'vue-router'

import type { Call, CallChannel, CallOutcome, CallQuery, NewCall } from '@/api/hotline'

/** What the log is asked for, in the words of its address. */
export interface Filters {
  contract: string
  day: string
  channel: string
  outcome: string
  /** `me` for those that I took. */
  agent: string
  /** `1` for those without a ticket. */
  unlinked: string
  q: string
}

export const NO_FILTERS: Filters = { contract: '', day: '', channel: '', outcome: '', agent: '', unlinked: '', q: '' }
const NAMES = Object.keys(NO_FILTERS) as (keyof Filters)[]
export const CHANNELS: CallChannel[] = ['phone', 'online']
export const OUTCOMES: CallOutcome[] = ['ringing', 'answered', 'abandoned', 'voicemail']

export function filtersFrom(query: LocationQuery): Filters {
  return Object.fromEntries(NAMES.map((name) => [name, typeof query[name] === 'string' ? query[name] : ''])) as unknown as Filters
}

/** Only what narrows the log stands in the address. */
export function addressOf(filters: Filters): LocationQueryRaw {
  return Object.fromEntries(NAMES.filter((name) => filters[name] !== '').map((name) => [name, filters[name]]))
}

export function questionOf(filters: Filters): CallQuery {
  return {
    contract: filters.contract || undefined,
    day_from: filters.day || undefined,
    day_to: filters.day || undefined,
    channel: CHANNELS.find((one) => one === filters.channel),
    outcome: OUTCOMES.find((one) => one === filters.outcome),
    agent: filters.agent || undefined,
    unlinked: filters.unlinked === '1' ? true : undefined,
    q: filters.q.trim() || undefined,
  }
}

/** How long a phone system may take to say that a call is over, before nobody believes that it still runs. */
const LONGEST_RING_S = 30 * 60
const LONGEST_TALK_S = 4 * 3_600

export interface Phase {
  state: 'ringing' | 'talking' | 'over'
  /** Since it rings or is talked; how long it was talked when it is over and known. */
  seconds: number | null
}

/** Where a call stands now. What people wrote down is over; what a phone system told of runs until it says otherwise. */
export function phaseOf(call: Pick<Call, 'outcome' | 'source' | 'arrived_at' | 'answered_at' | 'ended_at'>, now: number): Phase {
  const since = (at: string): number => Math.max(0, Math.floor((now - Date.parse(at)) / 1_000))
  const talked = call.answered_at !== null && call.ended_at !== null ? Math.floor((Date.parse(call.ended_at) - Date.parse(call.answered_at)) / 1_000) : null
  if (call.ended_at !== null || call.source === 'console') return { state: 'over', seconds: talked }
  if (call.outcome === 'ringing' && since(call.arrived_at) < LONGEST_RING_S) return { state: 'ringing', seconds: since(call.arrived_at) }
  if (call.outcome === 'answered' && call.answered_at !== null && since(call.answered_at) < LONGEST_TALK_S) return { state: 'talking', seconds: since(call.answered_at) }
  return { state: 'over', seconds: null }
}

/** `1:07`, `1:02:03`. */
export function sayClock(seconds: number): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor((seconds % 3_600) / 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** Somebody was heard, and nothing follows from it yet. */
export function isLoose(call: Pick<Call, 'ticket_id' | 'outcome' | 'direction'>): boolean {
  return call.ticket_id === null && call.direction === 'in' && (call.outcome === 'answered' || call.outcome === 'voicemail')
}

export interface CallForm {
  contract: string
  channel: CallChannel
  number: string
  name: string
  topic: string
  note: string
  /** Times of day in China, `14:30:07`; empty: not known. */
  arrived: string
  answered: string
  ended: string
  outcome: CallOutcome
}

const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000
const AHEAD_MS = 5 * 60_000

export function timeNow(now: number): string {
  return new Date(now + SHIFT_MS).toISOString().slice(11, 19)
}

/** The moment of a time of day: the last one there was, so that just after midnight 23:58 is yesterday's. */
export function momentOf(time: string, now: number): string | null {
  if (!/^\d\d:\d\d(:\d\d)?$/.test(time)) return null
  const day = new Date(now + SHIFT_MS).toISOString().slice(0, 10)
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}+08:00`)
  return new Date(at > now + AHEAD_MS ? at - DAY_MS : at).toISOString()
}

/** A new call that rings now. */
export function blank(contract: string, now: number): CallForm {
  return { contract, channel: 'phone', number: '', name: '', topic: '', note: '', arrived: timeNow(now), answered: '', ended: '', outcome: 'answered' }
}

/** What is sent. A call is over when it is written down; a wait is measured only where both its ends were stamped. */
export function newCallOf(form: CallForm, now: number): NewCall {
  const said = (text: string): string | undefined => text.trim() || undefined
  const arrived = momentOf(form.arrived, now) ?? undefined
  const answered = form.outcome === 'answered' ? (momentOf(form.answered, now) ?? undefined) : undefined
  const ended = momentOf(form.ended, now) ?? new Date(now).toISOString()
  return {
    channel: form.channel,
    outcome: form.outcome,
    caller_number: said(form.number),
    caller_name: said(form.name),
    topic: said(form.topic),
    note: said(form.note),
    arrived_at: arrived,
    answered_at: answered,
    ended_at: ended,
  }
}

/** The ticket that is opened from a call, filled in; it is linked with the call when it is there. */
export function draftOf(call: Call): Record<string, string> {
  return {
    contract: call.contract_id,
    channel: call.channel === 'phone' ? 'phone' : 'web',
    phone: call.caller_number ?? '',
    reporter: call.caller_name ?? '',
    title: call.topic ?? '',
    description: call.note ?? '',
    call: call.external_id ?? '',
    callId: call.id,
  }
}

/** The first page of the log as it is now, on top of what was read before: nothing twice, nothing lost. */
export function merged(fresh: Call[], known: Call[]): Call[] {
  const ids = new Set(fresh.map((call) => call.id))
  const last = fresh.at(-1)
  // Rows within the fresh page that it no longer holds have left the filter.
  const rest = known.filter((call) => !ids.has(call.id) && last !== undefined && call.arrived_at <= last.arrived_at)
  return [...fresh, ...rest]
}
