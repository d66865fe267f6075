import { answer, api } from './client'
import type { CalendarLoaded, CalendarYears } from './types'

export function years(): Promise<CalendarYears> {
  return answer(api.GET('/api/v1/calendar/years'))
}

/** Loads the days of a notice; `check` only looks and keeps nothing. */
export function load(text: string, check: boolean): Promise<CalendarLoaded> {
  return answer(api.POST('/api/v1/calendar/years', { body: { text, dry_run: check } }))
}
