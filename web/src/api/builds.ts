/** Long work that makes files: how far it is, and what it made. */

import { answer, api } from './client'
import type { ViewFilters } from './desk'
import type { components } from './schema'

type Schemas = components['schemas']

export type BuildState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
/** The description of the server is looser than it is. */
export type Build = Omit<Schemas['Build'], 'state'> & { state: BuildState }
export type BuildFile = Schemas['BuildFile']

const OVER: BuildState[] = ['done', 'failed', 'cancelled']

export function isOver(build: Build): boolean {
  return OVER.includes(build.state)
}

/** The last ones that I asked for, the newest first. */
export function mine(): Promise<Build[]> {
  return answer(api.GET('/api/v1/builds'))
}

export function find(id: string): Promise<Build> {
  return answer(api.GET('/api/v1/builds/{id}', { params: { path: { id } } }))
}

export function cancel(id: string): Promise<Build> {
  return answer(api.POST('/api/v1/builds/{id}/cancel', { params: { path: { id } } }))
}

/** Where a file is fetched; it may be large, so that the browser saves it as it comes. */
export function fileUrl(id: string, part: string): string {
  return `/api/v1/builds/${id}/file?part=${encodeURIComponent(part)}`
}

/** Asks for all tickets of a list as an Excel file. */
export async function exportTickets(filters: ViewFilters): Promise<string> {
  return (await answer<Schemas['TicketExport']>(api.POST('/api/v1/exports/tickets', { body: filters }))).id
}
