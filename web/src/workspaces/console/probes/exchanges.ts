import type { Probe } from '@/api/probing'

import { isTrouble, LOOKS, lookOf, type Look } from './probes'

export interface Exchange {
  id: string
  contract: string
  subsystem: string
  partner: string
  look: Look
  /** When it last succeeded, by what the probe read. */
  succeeded: string | null
  count: number | null
  failures: number | null
  attempts: number | null
  lag: number | null
  says: string | null
}

/** Between the subsystem and its partner, where a system reports for several. */
const BETWEEN = ' · '

export function exchangeOf(probe: Probe): Exchange {
  const named = typeof probe.target.partner === 'string' ? probe.target.partner : probe.title
  const at = named.lastIndexOf(BETWEEN)
  const { success_age_seconds: age, count, failures, attempts, lag_seconds: lag } = probe.metrics
  return {
    id: probe.id,
    contract: probe.contract_id,
    subsystem: at < 0 ? probe.system : named.slice(0, at),
    partner: at < 0 ? named : named.slice(at + BETWEEN.length),
    look: lookOf(probe),
    succeeded: age === undefined || probe.last_at === null ? null : new Date(Date.parse(probe.last_at) - age * 1_000).toISOString(),
    count: count ?? null,
    failures: failures ?? null,
    attempts: attempts ?? null,
    lag: lag ?? null,
    says: probe.last_text,
  }
}

export interface Subsystem {
  contract: string
  name: string
  exchanges: Exchange[]
}

/** Partners under their subsystem; what is in trouble stands first, subsystems and partners alike. */
export function subsystemsOf(probes: Probe[]): Subsystem[] {
  const groups = new Map<string, Subsystem>()
  for (const one of probes.filter((probe) => probe.kind === 'exchange').map(exchangeOf)) {
    const key = `${one.contract} ${one.subsystem}`
    const group = groups.get(key) ?? { contract: one.contract, name: one.subsystem, exchanges: [] }
    group.exchanges.push(one)
    groups.set(key, group)
  }
  const rank = (one: Exchange): number => LOOKS.indexOf(one.look)
  const worst = (group: Subsystem): number => Math.min(...group.exchanges.map(rank))
  const text = (one: string, other: string): number => one.localeCompare(other, 'zh-CN', { numeric: true })
  const sorted = [...groups.values()]
  sorted.forEach((group) => group.exchanges.sort((one, other) => rank(one) - rank(other) || text(one.partner, other.partner)))
  return sorted.sort((one, other) => worst(one) - worst(other) || text(one.name, other.name))
}

export function troublesOf(probes: Probe[]): number {
  return probes.filter((probe) => probe.kind === 'exchange' && isTrouble(probe)).length
}
