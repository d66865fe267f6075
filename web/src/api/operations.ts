import { answer, api } from './client'
import type { Page } from './types'

type Ask = (path: string, init: object) => Promise<{ data?: unknown; error?: unknown; response: Response }>

/** The same client for operations whose answers are described here by hand. */
export const server = api as unknown as { GET: Ask; POST: Ask; PATCH: Ask; DELETE: Ask }

export interface Job {
  name: string
  says: string
  schedule: string
  next_due: string | null
  holder: string | null
  lease_until: string | null
  last_due: string | null
  last_start: string | null
  last_end: string | null
  last_success: string | null
  last_error: string | null
  state: 'waiting' | 'running' | 'failed' | 'never'
}

export interface DeadLetter {
  subscriber: string
  seq: number
  event_id: string
  kind: string
  subject: string
  contract_id: string | null
  recorded_at: string
  attempts: number
  error: string
}

/** Which event could not be told to whom. */
export type LetterKey = Pick<DeadLetter, 'subscriber' | 'seq'>

export interface SystemFinding {
  severity: 'error' | 'warning' | 'ok'
  says: string
  do: string | null
}

export interface SystemState {
  version: string
  started_at: string
  database: string
  schema_version: string | number
  events_waiting: number
  dead_letters: number
  jobs_failed: number
  /** Bytes. */
  disk_free: number | null
  findings: SystemFinding[]
}

export function system(): Promise<SystemState> {
  return answer(server.GET('/api/v1/system', {}))
}

export function jobs(): Promise<Job[]> {
  return answer(server.GET('/api/v1/jobs', {}))
}

export function runJob(name: string): Promise<void> {
  return answer(server.POST('/api/v1/jobs/{name}/run', { params: { path: { name } } }))
}

export function deadLetters(after?: string): Promise<Page<DeadLetter>> {
  return answer(server.GET('/api/v1/dead-letters', { params: { query: after ? { after } : {} } }))
}

export function retryLetters(items: LetterKey[]): Promise<{ retried: number }> {
  return answer(server.POST('/api/v1/dead-letters/retry', { body: { items } }))
}

export function discardLetters(items: LetterKey[], reason: string): Promise<{ discarded: number }> {
  return answer(server.POST('/api/v1/dead-letters/discard', { body: { items, reason } }))
}
