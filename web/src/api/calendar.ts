import { answer, api } from './client'
import { server } from './operations'
import type { CalendarLoaded, CalendarYears } from './types'

export function years(): Promise<CalendarYears> {
  return answer(api.GET('/api/v1/calendar/years'))
}

/** Loads the days of a notice; `check` only looks and keeps nothing. */
export function load(text: string, check: boolean): Promise<CalendarLoaded> {
  return answer(api.POST('/api/v1/calendar/years', { body: { text, dry_run: check } }))
}

/** An open deadline that a notice would move. */
export interface MovedDeadline {
  ticket_id: string
  number: string
  contract_prefix: string
  case_name: string
  clock: string
  due_before: string | null
  due_after: string | null
  turns_overdue: boolean
}

export interface MovedDeadlines {
  version: string
  looked_at: number
  moved: MovedDeadline[]
  more: boolean
}

/** What a notice would do to the deadlines that run; nothing is kept. */
export function movedDeadlines(text: string): Promise<MovedDeadlines> {
  return answer(server.POST('/api/v1/calendar/moved-deadlines', { body: { text } }))
}
