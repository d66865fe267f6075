import type { NewProbe, Probe, ProbeKind, Threshold } from '@/api/probing'

import { emptyFields, fieldsOf, missingOf, signsIn, targetOf, type Fields } from './target'

/** A limit as it is written: its number as text. */
export interface Limit {
  metric: string
  side: 'above' | 'below'
  value: string
  level: Threshold['level']
}

export interface Draft {
  contract: string
  system: string
  title: string
  kind: ProbeKind
  fields: Fields
  every: string
  timeout: string
  retries: string
  limits: Limit[]
  /** Level of the ticket; empty: as the contract has it. */
  level: string
  credential: string
}

export function emptyDraft(contract: string): Draft {
  return { contract, system: '', title: '', kind: 'http', fields: emptyFields('http'), every: '60', timeout: '10000', retries: '1', limits: [], level: '', credential: '' }
}

export function draftOf(probe: Probe): Draft {
  return {
    contract: probe.contract_id,
    system: probe.system_id,
    title: probe.title,
    kind: probe.kind,
    fields: fieldsOf(probe.kind, probe.target),
    every: String(probe.every_seconds),
    timeout: String(probe.timeout_ms),
    retries: String(probe.retries),
    limits: probe.thresholds.flatMap((one) => [
      ...(one.above === undefined || one.above === null ? [] : [{ metric: one.metric, side: 'above' as const, value: String(one.above), level: one.level }]),
      ...(one.below === undefined || one.below === null ? [] : [{ metric: one.metric, side: 'below' as const, value: String(one.below), level: one.level }]),
    ]),
    level: probe.level === null ? '' : String(probe.level),
    credential: probe.credential_id ?? '',
  }
}

export function thresholdsOf(limits: Limit[]): Threshold[] {
  return limits.filter((one) => one.metric !== '' && one.value.trim() !== '').map(({ metric, side, value, level }) => ({ metric, [side]: Number(value), level }))
}

/** What is sent; `old` is what it was made of, with what the form does not show. */
export function bodyOf(draft: Draft, old?: Probe): NewProbe {
  const signs = signsIn(draft.kind, draft.fields) !== 'never'
  return {
    system_id: draft.system,
    title: draft.title.trim(),
    kind: draft.kind,
    target: targetOf(draft.kind, draft.fields, old?.kind === draft.kind ? old.target : {}),
    every_seconds: Number(draft.every),
    timeout_ms: Number(draft.timeout),
    retries: Number(draft.retries),
    thresholds: thresholdsOf(draft.limits),
    level: draft.level === '' ? null : Number(draft.level),
    credential_id: signs && draft.credential !== '' ? draft.credential : null,
  }
}

/** Whether everything is there that the server will ask for. */
export function isWhole(draft: Draft): boolean {
  const signed = signsIn(draft.kind, draft.fields) !== 'must' || draft.credential !== ''
  const numbered = draft.limits.every((one) => one.metric !== '' && one.value.trim() !== '' && Number.isFinite(Number(one.value)))
  return draft.contract !== '' && draft.system !== '' && draft.title.trim() !== '' && missingOf(draft.kind, draft.fields).length === 0 && signed && numbered
}
