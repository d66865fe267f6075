/** What is watched: systems, probes, outages, agents, and what other systems tell of their interfaces. */

import { answer, api } from './client'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type ProbeKind = Schemas['ProbeKind']
export type ProbeState = Schemas['ProbeState']
export type Gravity = Schemas['ThresholdLevel']
export type WatchKind = Schemas['WatchKind']

/** A limit of a number: above or below, never both from these pages. */
export interface Threshold {
  metric: string
  above?: number | null
  below?: number | null
  level: Gravity
}

export type Target = Record<string, unknown>
export type Probe = Omit<Sent<Schemas['Probe']>, 'target' | 'thresholds' | 'metrics'> & { target: Target; thresholds: Threshold[]; metrics: Record<string, number> }
export type NewProbe = Omit<Schemas['NewProbe'], 'target' | 'thresholds'> & { target: Target; thresholds: Threshold[] }
export type ProbeChange = Omit<Schemas['ProbeChange'], 'target' | 'thresholds'> & { target?: Target; thresholds?: Threshold[] }
export type ProbeQuery = NonNullable<operations['probe_list']['parameters']['query']>

export interface Certificate {
  serial: string
  issuer: string
  subject: string
  names: string[]
  not_before: string
  not_after: string
  fingerprint: string
}

export interface Verdict {
  state: ProbeState
  text: string
  ms: number | null
  metrics: Record<string, number>
  certificates: Certificate[]
  /** Why it was not reached at all. */
  code: string | null
}

export interface Trial {
  at: string
  verdict: Verdict
}

export type Hour = Sent<Schemas['ProbeHour']>
export type Outage = Sent<Schemas['Outage']>
export type Availability = Omit<Schemas['Availability'], 'systems'> & { systems: SystemAvailability[] }
export type SystemAvailability = Omit<Sent<Schemas['SystemAvailability']>, 'probes'> & { probes: ProbeAvailability[] }
export type ProbeAvailability = Sent<Schemas['ProbeAvailability']>
export type OutageQuery = NonNullable<operations['outage_list']['parameters']['query']>

export type WatchedSystem = Sent<Schemas['WatchedSystem']>
export type NewSystem = Schemas['NewWatchedSystem']
export type SystemChange = Schemas['WatchedSystemChange']
export type Credential = Schemas['ProbeCredential']
export type NewCredential = Schemas['NewProbeCredential']
export type Agent = Sent<Schemas['ProbeAgent']>
export type AgentWithToken = Agent & { token: string }
export type WatchRule = Sent<Schemas['WatchRule']>
export type NewRule = Schemas['NewWatchRule']
export type WatchEvent = Omit<Schemas['WatchEvent'], 'detail'> & { detail?: unknown }

function tag(version: number): { 'If-Match': string } {
  return { 'If-Match': `"${version}"` }
}

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

export const probes = {
  list: (query: ProbeQuery): Promise<Page<Probe>> => answer(api.GET('/api/v1/probes', { params: { query } })),
  get: (id: string): Promise<Probe> => answer(api.GET('/api/v1/probes/{id}', at(id))),
  add: (contract: string, body: NewProbe): Promise<Probe> => answer(api.POST('/api/v1/contracts/{id}/probes', { ...at(contract), body: body as unknown as Schemas['NewProbe'] })),
  change: (id: string, version: number, body: ProbeChange): Promise<Probe> =>
    answer(api.PATCH('/api/v1/probes/{id}', { params: { path: { id }, header: tag(version) }, body: body as unknown as Schemas['ProbeChange'] })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/probes/{id}', at(id))),
  /** Looks once as a probe would that is not kept. */
  tryBody: (contract: string, body: NewProbe): Promise<Trial> => answer(api.POST('/api/v1/contracts/{id}/probes/try', { ...at(contract), body: body as unknown as Schemas['NewProbe'] })),
  /** Looks now, once; nothing of it is kept. */
  tryNow: (id: string): Promise<Trial> => answer(api.POST('/api/v1/probes/{id}/try', at(id))),
  history: (id: string, from: string, to: string): Promise<Hour[]> => answer(api.GET('/api/v1/probes/{id}/history', { params: { path: { id }, query: { from, to } } })),
}

/** How much of a time what is watched of a contract worked. */
export function availability(contract: string, from: string, to: string): Promise<Availability> {
  return answer(api.GET('/api/v1/contracts/{id}/availability', { params: { path: { id: contract }, query: { from, to } } }))
}

export const outages = {
  list: (query: OutageQuery): Promise<Page<Outage>> => answer(api.GET('/api/v1/outages', { params: { query } })),
}

export const systems = {
  list: (contract: string): Promise<WatchedSystem[]> => answer(api.GET('/api/v1/contracts/{id}/systems', at(contract))),
  add: (contract: string, body: NewSystem): Promise<WatchedSystem> => answer(api.POST('/api/v1/contracts/{id}/systems', { ...at(contract), body })),
  change: (id: string, version: number, body: SystemChange): Promise<WatchedSystem> => answer(api.PATCH('/api/v1/watched-systems/{id}', { params: { path: { id }, header: tag(version) }, body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/watched-systems/{id}', at(id))),
}

export const credentials = {
  list: (contract: string): Promise<Credential[]> => answer(api.GET('/api/v1/contracts/{id}/probe-credentials', at(contract))),
  add: (contract: string, body: NewCredential): Promise<Credential> => answer(api.POST('/api/v1/contracts/{id}/probe-credentials', { ...at(contract), body })),
  replace: (id: string, body: NewCredential): Promise<Credential> => answer(api.PUT('/api/v1/probe-credentials/{id}', { ...at(id), body })),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/probe-credentials/{id}', at(id))),
}

export const agents = {
  list: (contract: string): Promise<Agent[]> => answer(api.GET('/api/v1/contracts/{id}/agents', at(contract))),
  add: (contract_id: string, name: string): Promise<AgentWithToken> => answer(api.POST('/api/v1/agents', { body: { contract_id, name } })),
  rotate: (id: string): Promise<AgentWithToken> => answer(api.POST('/api/v1/agents/{id}/rotate', at(id))),
  remove: (id: string): Promise<void> => answer(api.DELETE('/api/v1/agents/{id}', at(id))),
}

export const watching = {
  rules: (contract: string): Promise<WatchRule[]> => answer(api.GET('/api/v1/contracts/{id}/watch-rules', at(contract))),
  setRule: (contract: string, body: NewRule): Promise<WatchRule> => answer(api.PUT('/api/v1/contracts/{id}/watch-rules', { ...at(contract), body })),
  events: (contract: string, kind: WatchKind | undefined, after?: string): Promise<Page<WatchEvent>> =>
    answer(api.GET('/api/v1/contracts/{id}/watch-events', { params: { path: { id: contract }, query: { kind, limit: 50, after } } })),
}
