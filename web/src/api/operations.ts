import { answer, api } from './client'
import type { components } from './schema'
import type { Page } from './types'

type Schemas = components['schemas']

/** The document draws states that stand inside their object as an object too. */
export type Job = Omit<Schemas['JobView'], 'state'> & { state: 'waiting' | 'running' | 'failed' | 'never' }
export type DeadLetter = Schemas['DeadLetter']
/** Which event could not be told to whom. */
export type LetterKey = Schemas['LetterRef']
export type SystemFinding = Schemas['SystemFinding']
export type SystemState = Schemas['SystemState']

export function system(): Promise<SystemState> {
  return answer(api.GET('/api/v1/system'))
}

export function jobs(): Promise<Job[]> {
  return answer(api.GET('/api/v1/jobs'))
}

export function runJob(name: string): Promise<void> {
  return answer(api.POST('/api/v1/jobs/{name}/run', { params: { path: { name } } }))
}

export function deadLetters(after?: string): Promise<Page<DeadLetter>> {
  return answer(api.GET('/api/v1/dead-letters', { params: { query: after ? { after } : {} } }))
}

export function retryLetters(items: LetterKey[]): Promise<{ retried: number }> {
  return answer(api.POST('/api/v1/dead-letters/retry', { body: { items } }))
}

export function discardLetters(items: LetterKey[], reason: string): Promise<{ discarded: number }> {
  return answer(api.POST('/api/v1/dead-letters/discard', { body: { items, reason } }))
}
