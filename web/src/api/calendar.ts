import { answer, api } from './client'
import type { components } from './schema'
import type { CalendarLoaded, CalendarYears } from './types'

export function years(): Promise<CalendarYears> {
  return answer(api.GET('/api/v1/calendar/years'))
}

/** Loads the days of a notice; `check` only looks and keeps nothing. */
export function load(text: string, check: boolean): Promise<CalendarLoaded> {
  return answer(api.POST('/api/v1/calendar/years', { body: { text, dry_run: check } }))
}

/** What a notice would do to the deadlines that run. */
export type MovedDeadlines = components['schemas']['MovedDeadlines']

/** Computes them; nothing is kept. */
export function movedDeadlines(text: string): Promise<MovedDeadlines> {
  return answer(api.POST('/api/v1/calendar/moved-deadlines', { body: { text } }))
}
