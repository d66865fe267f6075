import type { Clock } from '@/api/types'
import { locale, t, word } from '@/i18n'
import { sayDuration } from '@/shared/time/say'

/** How a clock looks: five states of the house style, and the two that have ended. */
export type Tone = 'running' | 'warn50' | 'warn80' | 'breached' | 'paused' | 'met' | 'missed' | 'none'

export interface ClockView {
  tone: Tone
  /** Filled part of the bar, 0 to 1. */
  filled: number
  text: string
  /** The word beside the icon, so that colour is never alone. */
  state: string
}

/** Looks at a clock at a moment: the server's verdict where there is one, otherwise what has become of it since. */
export function viewClock(clock: Clock, now: number): ClockView {
  if (clock.state === 'not_applicable') return { tone: 'none', filled: 0, text: t('clockText.none'), state: t('clockText.none') }
  if (clock.state === 'met') return { tone: 'met', filled: 1, text: t(clock.provisional ? 'clockText.provisional' : 'clockText.met'), state: t('clockText.met') }
  const over = secondsOver(clock, now)
  if (clock.stopped_at !== null) return ended(over)
  if (clock.state === 'breached' || clock.overdue || (clock.state === 'running' && over >= 0)) return late(over)
  if (clock.state === 'paused') return paused(clock)
  const tone = runningTone(clock, now)
  return { tone, filled: elapsed(clock, now), text: t('time.left', { duration: sayDuration(-over) }), state: t(`clockText.${tone}`) }
}

function ended(over: number): ClockView {
  return { tone: 'missed', filled: 1, text: t('clockText.missed', { duration: sayDuration(over) }), state: t('clockText.breached') }
}

function late(over: number): ClockView {
  return { tone: 'breached', filled: 1, text: t('time.over', { duration: sayDuration(over) }), state: t('clockText.breached') }
}

function paused(clock: Clock): ClockView {
  const left = clock.remaining_seconds
  const text = left === null ? t('clockText.pausedOver') : t('clockText.paused', { duration: sayDuration(left) })
  return { tone: 'paused', filled: 1, text, state: t('clockText.pausedOver') }
}

function runningTone(clock: Clock, now: number): 'running' | 'warn50' | 'warn80' {
  if (clock.warn80_at !== null && now >= Date.parse(clock.warn80_at)) return 'warn80'
  if (clock.warn50_at !== null && now >= Date.parse(clock.warn50_at)) return 'warn50'
  return 'running'
}

/** Seconds by which the target is missed at its end, or now; negative while there is time. */
function secondsOver(clock: Clock, now: number): number {
  if (clock.due_at === null) return -(clock.remaining_seconds ?? 0)
  const end = clock.stopped_at === null ? now : Date.parse(clock.stopped_at)
  return (end - Date.parse(clock.due_at)) / 1_000
}

/** Part of the time that is used, drawn between the marks that the server computed in service hours. */
function elapsed(clock: Clock, now: number): number {
  if (clock.warn50_at === null || clock.warn80_at === null || clock.due_at === null) return 0
  const half = Date.parse(clock.warn50_at)
  const most = Date.parse(clock.warn80_at)
  const marks: [number, number][] = [
    [Date.parse(clock.started_at), 0],
    [half, 0.5],
    [most, 0.8],
    [Date.parse(clock.due_at), 1],
  ]
  for (let i = 1; i < marks.length; i += 1) {
    const [from, low] = marks[i - 1]!
    const [to, high] = marks[i]!
    if (now <= to) return to <= from ? high : Math.max(0, low + ((now - from) / (to - from)) * (high - low))
  }
  return 1
}

/** The clock that needs looking at first: the earliest one that still runs or waits. */
export function mostUrgent(clocks: Clock[]): Clock | null {
  const alive = clocks.filter((clock) => clock.stopped_at === null && clock.state !== 'met' && clock.state !== 'not_applicable')
  const running = alive.filter((clock) => clock.state !== 'paused')
  return earliest(running) ?? earliest(alive)
}

function earliest(clocks: Clock[]): Clock | null {
  return clocks.reduce<Clock | null>((first, clock) => (first === null || when(clock) < when(first) ? clock : first), null)
}

function when(clock: Clock): number {
  return clock.due_at === null ? Number.POSITIVE_INFINITY : Date.parse(clock.due_at)
}

const UNITS: [RegExp, string][] = [
  [/立即/, 'at once'],
  [/当日/, 'the same day'],
  [/\s*个工作日/, ' working day(s)'],
  [/\s*天/, ' d'],
  [/\s*小时/, ' h'],
  [/\s*分钟?/, ' min'],
  [/\s*秒/, ' s'],
]

function inEnglish(budget: string): string {
  return UNITS.reduce((text, [zh, en]) => text.replace(zh, en), budget)
}

/** "1 小时内响应", "立即上报", "1 个工作日内到场": the promise of a clock, of which the server says how long. */
export function sayPromise(kind: string, budget: string): string {
  const verb = word('clock', kind)
  if (locale.value !== 'zh') return `${verb}: ${inEnglish(budget)}`
  return /\d/.test(budget) ? `${budget}内${verb}` : `${budget}${verb}`
}
