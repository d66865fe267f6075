import type { Given, Signer } from '@/api/inspection'

import type { InspectionOperation, Store } from './db'
import { DURABLE, type Deed } from './queue'

/** A signature that was made here. */
export interface SignedHere {
  name: string
  /** Id of its picture. */
  file: string
  /** What this phone's clock said, in milliseconds. */
  clock: number
}

/** What was filled in of a run and is not handed in yet. */
export interface RunDraft {
  answers: Record<string, Given>
  signed: Partial<Record<Signer, SignedHere>>
}

export const SIGNERS: Signer[] = ['engineer', 'client']

export function emptyRunDraft(): RunDraft {
  return { answers: {}, signed: {} }
}

/** Under which it is kept: one for each person and occurrence. */
export function runDraftId(person: string, occurrence: string): string {
  return `run:${person}:${occurrence}`
}

/** Under which a checklist is kept: one for each rule and kind of a contract. */
export function checklistId(of: { contract_id: string; rule: string; kind: string }): string {
  return `${of.contract_id}|${of.rule}|${of.kind}`
}

/** Whether a picture is one of this phone (by its id), or of the server (by its digest). */
export function isHere(picture: string): boolean {
  return picture.includes('-')
}

/** An answer after which everybody has to sign anew, as the server has it too. */
export function answering(draft: RunDraft, key: string, given: Given): RunDraft {
  return { answers: { ...draft.answers, [key]: given }, signed: {} }
}

/** The steps that hand it in, in the order in which the server wants them. Points that are not asked any more stay out. */
export function stepsOf(draft: RunDraft, asked: { key: string }[], clock: number): Deed<'inspection'>[] {
  const keys = new Set(asked.map((item) => item.key))
  const answers = Object.fromEntries(Object.entries(draft.answers).filter(([key]) => keys.has(key)))
  const photos = Object.values(answers).flatMap((given) => (given.photos ?? []).filter(isHere))
  const deeds: Deed<'inspection'>[] = []
  if (Object.keys(answers).length > 0) deeds.push({ step: { do: 'answers', answers }, files: [...new Set(photos)], clock })
  for (const who of SIGNERS) {
    const signed = draft.signed[who]
    if (signed) deeds.push({ step: { do: 'sign', who, name: signed.name, image: signed.file }, files: [signed.file], clock: signed.clock })
  }
  return [...deeds, { step: { do: 'close' }, clock }]
}

/** A draft with what these steps said under it: what was written since is the newer. */
export function draftWith(draft: RunDraft, operations: InspectionOperation[]): RunDraft {
  const untouched = Object.keys(draft.answers).length === 0
  const below = emptyRunDraft()
  for (const { step, clock_at } of operations) {
    if (step.do === 'answers') Object.assign(below.answers, step.answers)
    if (step.do === 'sign') below.signed[step.who] = { name: step.name, file: step.image, clock: Date.parse(clock_at) }
  }
  return { answers: { ...below.answers, ...draft.answers }, signed: untouched ? { ...below.signed, ...draft.signed } : draft.signed }
}

async function from(db: Store, operation: InspectionOperation, stores: ('drafts' | 'files')[]) {
  const tx = db.transaction(['operations', ...stores], 'readwrite', DURABLE)
  const all = await tx.objectStore('operations').getAll()
  const later = all.filter((one): one is InspectionOperation => one.about === 'inspection' && one.person === operation.person && one.subject === operation.subject && one.seq >= operation.seq)
  for (const one of later) await tx.objectStore('operations').delete(one.seq)
  return { tx, later }
}

/** Takes a step and all that came after it on the same occurrence back into the draft, to be changed and handed in anew. */
export async function takeBack(db: Store, operation: InspectionOperation, at: string): Promise<void> {
  const { tx, later } = await from(db, operation, ['drafts'])
  const id = runDraftId(operation.person, operation.subject)
  const drafts = tx.objectStore('drafts')
  const draft = draftWith(((await drafts.get(id))?.content as RunDraft | undefined) ?? emptyRunDraft(), later)
  if (Object.keys(draft.answers).length + Object.keys(draft.signed).length > 0) await drafts.put({ id, person: operation.person, content: draft, at })
  await tx.done
}

/** Gives a step and all that came after it on the same occurrence up, with their files: without it they mean nothing. */
export async function discardFrom(db: Store, operation: InspectionOperation): Promise<void> {
  const { tx, later } = await from(db, operation, ['files'])
  for (const file of later.flatMap((one) => one.files)) await tx.objectStore('files').delete(file)
  await tx.done
}
