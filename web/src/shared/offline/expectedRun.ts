import type { Asked } from '@/api/fieldInspection'
import type { Given, Item, Occurrence, OccurrenceState, Run, Signer, Value } from '@/api/inspection'
import { deviates } from '@/shared/inspection/words'

import type { InspectionOperation, KeptInspection, Operation } from './db'
import type { RunDraft } from './runDraft'

/** An answer as it will stand, wherever it was given. */
export interface Shown {
  value: Value
  note: string
  /** Ids of pictures here, digests of those at the server. */
  photos: string[]
  deviation: boolean
  /** When it was given, as well as is known. */
  at: string | null
  /** Who gave it; null for what was given here. */
  by: string | null
  /** What a deviation became, once it was handed in. */
  ticket?: { id: string; number: string }
}

export interface SignedAs {
  name: string
  /** Id or digest of its picture. */
  picture: string
}

export interface ExpectedRun {
  state: OccurrenceState
  assignee: string | null
  /** The day it is planned for. */
  planned: string
  /** Begun at the server or here, and not handed in. */
  open: boolean
  /** Handed in here and on its way. */
  handedIn: boolean
  /** Announced here and on its way. */
  announcing: { reason: string; new_day?: string | undefined } | null
  answers: Record<string, Shown>
  signed: Partial<Record<Signer, SignedAs>>
  operations: InspectionOperation[]
}

type Known = { occurrence: Occurrence; run: Run | null } | KeptInspection

/** An occurrence and its run as they will stand when everything has arrived, with what is being filled in on top. */
export function expectedRun({ occurrence, run }: Known, asked: Asked | null, operations: Operation[], draft: RunDraft | null, name: string): ExpectedRun {
  const mine = operations.filter((one): one is InspectionOperation => one.about === 'inspection' && one.subject === occurrence.id)
  const first: ExpectedRun = {
    state: occurrence.state,
    assignee: occurrence.assignee?.name ?? null,
    planned: occurrence.planned,
    open: run !== null && run.state !== 'closed',
    handedIn: false,
    announcing: null,
    answers: answersOf(run),
    signed: Object.fromEntries((run?.signatures ?? []).map((one) => [one.who, { name: one.name, picture: one.image }])),
    operations: mine,
  }
  const sent = mine.reduce((so, operation) => after(so, operation, asked, name), first)
  if (draft === null) return sent
  const signed = Object.entries(draft.signed).map(([who, { name: signer, file }]) => [who, { name: signer, picture: file }])
  const given = givenTo(sent, draft.answers, asked)
  return { ...given, signed: { ...given.signed, ...Object.fromEntries(signed) } }
}

function answersOf(run: Run | null): Record<string, Shown> {
  return Object.fromEntries(Object.entries(run?.answers ?? {}).map(([key, { value, note, photos, deviation, at, device_at, by, ticket_id: id, ticket_number: number }]) => [key, { value, note: note ?? '', photos: photos ?? [], deviation, at: device_at ?? at, by, ...(id && number ? { ticket: { id, number } } : {}) }]))
}

/** With answers on top. What was signed before does not count for them. */
function givenTo(so: ExpectedRun, answers: Record<string, Given>, asked: Asked | null): ExpectedRun {
  const items = new Map(asked?.items.map((item) => [item.key, item]))
  const shown = Object.entries(answers).map(([key, { value, note, photos, deviation, at }]): [string, Shown] => {
    const item = items.get(key)
    return [key, { value, note: note ?? '', photos: photos ?? [], deviation: (deviation ?? false) || (item !== undefined && deviates(item, value)), at: at ?? null, by: null }]
  })
  return shown.length === 0 ? so : { ...so, answers: { ...so.answers, ...Object.fromEntries(shown) }, signed: {} }
}

function after(so: ExpectedRun, { step, state }: InspectionOperation, asked: Asked | null, name: string): ExpectedRun {
  switch (step.do) {
    case 'start':
      return { ...so, open: true, state: state === 'waiting' && so.state !== 'missed' ? 'running' : so.state, assignee: so.assignee ?? name }
    case 'answers':
      return givenTo(so, step.answers, asked)
    case 'sign':
      return { ...so, signed: { ...so.signed, [step.who]: { name: step.name, picture: step.image } } }
    case 'close':
      return { ...so, open: false, handedIn: true }
    case 'announce':
      return { ...so, announcing: { reason: step.reason, new_day: step.new_day }, ...(state === 'waiting' ? { state: 'announced' as const, planned: step.new_day ?? so.planned } : {}) }
  }
}

/** Whether a point is answered, as the server sees it. */
export function isAnswered(item: Item, answer: Shown | undefined): boolean {
  if (!answer || (item.photo_required && answer.photos.length === 0)) return false
  if (typeof item.repeat === 'number' && Array.isArray(answer.value)) return answer.value.filter(isSaid).length >= item.repeat
  return item.kind === 'photo' ? answer.photos.length > 0 : isSaid(answer.value)
}

function isSaid(value: Value): boolean {
  return value !== null && (typeof value !== 'string' || value.trim() !== '')
}

export function mustAnswer(item: Item): boolean {
  return (item.required ?? false) || (item.photo_required ?? false)
}

/** A probe answers it when the run is begun at the server; until then nobody here is asked. */
export function isProbes(item: Item, run: Run | null): boolean {
  return item.kind === 'automatic' && typeof item.probe_id === 'string' && run === null
}

/** Points that must be answered and are not. */
export function missing(asked: Asked, answers: Record<string, Shown>, run: Run | null): Item[] {
  return asked.items.filter((item) => mustAnswer(item) && !isProbes(item, run) && !isAnswered(item, answers[item.key]))
}

export function unsigned(asked: Asked, signed: ExpectedRun['signed']): Signer[] {
  return (asked.signatures ?? []).filter((who) => !signed[who])
}
