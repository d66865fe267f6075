import { answer, api } from './client'
import type { components, operations } from './schema'
import type { ClockKind } from './types'

type Schemas = components['schemas']
type Sent<T> = { [K in keyof T]-?: Exclude<T[K], undefined> }

/** How clocks ended; `running` ones are not late so far. */
export type Kept = Pick<Schemas['ClockFigures'], 'met' | 'breached' | 'running'>

/** A month: what was opened in it with its clocks, what was closed in it with its ratings. */
export type MonthFigures = Omit<Schemas['MonthFigures'], 'clocks'> & { clocks: (Kept & { kind: ClockKind })[] }
export type CaseFigures = Omit<Schemas['TicketCaseFigures'], 'clocks'> & { clocks: (Kept & { kind: ClockKind; clause: string })[] }
export type ServiceFigures = Sent<Schemas['ServiceFigures']>

/** What became of the tickets of some months, from figures that the server keeps by day. */
export type Statistics = Omit<Sent<Schemas['Statistics']>, 'months' | 'cases' | 'services'> & { months: MonthFigures[]; cases: CaseFigures[]; services: ServiceFigures[] }

export type StatisticsQuery = NonNullable<operations['ticket_statistics']['parameters']['query']>

export function statistics(query: StatisticsQuery): Promise<Statistics> {
  return answer(api.GET('/api/v1/tickets/statistics', { params: { query } }))
}
