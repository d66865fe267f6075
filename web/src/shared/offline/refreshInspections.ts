import type { FieldCalls } from '@/api/field'
import type { Occurrence } from '@/api/inspection'
import { asProblem } from '@/api/problem'
import { addDays, dayOf } from '@/shared/hotline/days'

import { type KeptInspection, readMeta, type Store, writeMeta } from './db'
import { checklistId, runDraftId } from './runDraft'
import { newer } from './sendInspections'
import { isFinal } from './way'

/** What is not made yet is carried along from so many days back, what was missed from so many. */
const OPEN_DAYS = 92
const MISSED_DAYS = 7
const AHEAD_DAYS = 7
const AT_ONCE = 3
const STALE_MS = 10 * 60_000
const CHECKLISTS_MS = 60 * 60_000

export type InspectionReads = Pick<FieldCalls, 'occurrences' | 'occurrence' | 'run' | 'runChecklists' | 'contracts'>

/** Reads what comes round and is due, with checklists and what was filled in. Whoever may see none of it has none. */
export async function refreshInspections(db: Store, calls: InspectionReads, person: string, now: number): Promise<void> {
  const items = await due(calls, now).catch((thrown) => {
    if (isFinal(asProblem(thrown))) return []
    throw thrown
  })
  await readChecklists(db, calls, items, now)
  await readPrefixes(db, calls, items)
  const waiting = [...items]
  const hand = async (): Promise<void> => {
    for (let item = waiting.shift(); item; item = waiting.shift()) await keep(db, calls, item, now)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, hand))
  await forgetOthers(db, items, person)
  await writeMeta(db, 'rounds', { items, at: new Date(now).toISOString() })
}

/** One's own that is open or was missed lately, and what nobody has. What was called off stays off. */
async function due(calls: InspectionReads, now: number): Promise<Occurrence[]> {
  const today = dayOf(now)
  const span = { from: addDays(today, -OPEN_DAYS), to: addDays(today, AHEAD_DAYS) }
  const [mine, open] = await Promise.all([calls.occurrences({ ...span, state: 'planned,announced,running,missed', mine: true }), calls.occurrences({ ...span, from: addDays(today, -MISSED_DAYS), state: 'planned,announced' })])
  const lately = addDays(today, -MISSED_DAYS)
  const wanted = (one: Occurrence): boolean => (one.state === 'missed' ? one.due >= lately : one.state !== 'announced' || typeof one.announcement?.new_day === 'string')
  return [...mine, ...open.filter((one) => one.assignee === null)].filter(wanted)
}

/** Keeps one, and reads its run where that may have changed. */
async function keep(db: Store, calls: InspectionReads, occurrence: Occurrence, now: number): Promise<void> {
  const known = await db.get('inspections', occurrence.id)
  const stale = !known || known.behind === true || known.occurrence.version !== occurrence.version || now - Date.parse(known.at) > STALE_MS
  const run = occurrence.run_id !== null && stale ? newer(known, await calls.run(occurrence.run_id)) : (known?.run ?? null)
  await db.put('inspections', { id: occurrence.id, occurrence, run, at: stale ? new Date(now).toISOString() : known.at })
}

/** Reads one with its run, as it is now. */
export async function refreshInspection(db: Store, calls: InspectionReads, id: string, now: number): Promise<KeptInspection> {
  const occurrence = await calls.occurrence(id)
  const read = occurrence.run_id === null ? null : await calls.run(occurrence.run_id)
  await readChecklists(db, calls, [occurrence], now)
  await readPrefixes(db, calls, [occurrence])
  const kept: KeptInspection = { id, occurrence, run: newer(await db.get('inspections', id), read), at: new Date(now).toISOString() }
  await db.put('inspections', kept)
  return kept
}

/** Checklists of the contracts concerned, read anew once an hour or where one is missing. */
async function readChecklists(db: Store, calls: InspectionReads, items: Occurrence[], now: number): Promise<void> {
  const read = (await readMeta(db, 'checklists_at')) ?? {}
  const known = new Set(await db.getAllKeys('checklists'))
  const stale = new Set(items.filter((one) => now - (read[one.contract_id] ?? 0) > CHECKLISTS_MS || (!known.has(checklistId(one)) && now - (read[one.contract_id] ?? 0) > STALE_MS)).map((one) => one.contract_id))
  for (const contract of stale) {
    const { items: checklists } = await calls.runChecklists(contract)
    const tx = db.transaction('checklists', 'readwrite')
    for (const checklist of checklists) await tx.store.put({ id: checklistId(checklist), contract, checklist })
    await tx.done
    read[contract] = now
  }
  if (stale.size > 0) await writeMeta(db, 'checklists_at', read)
}

async function readPrefixes(db: Store, calls: InspectionReads, items: Occurrence[]): Promise<void> {
  const known = (await readMeta(db, 'prefixes')) ?? {}
  if (items.every((one) => one.contract_id in known)) return
  const contracts = await calls.contracts()
  await writeMeta(db, 'prefixes', Object.fromEntries(contracts.map(({ id, prefix }) => [id, prefix])))
}

/** Lets go of what is not due any more, unless something of it is unsent, was sent lately, or is being filled in. */
async function forgetOthers(db: Store, items: Occurrence[], person: string): Promise<void> {
  const needed = new Set(items.map((one) => one.id))
  for (const operation of await db.getAll('operations')) needed.add(operation.subject)
  for (const sent of await db.getAll('sent')) needed.add(sent.subject)
  const drafts = new Set(await db.getAllKeys('drafts'))
  for (const id of await db.getAllKeys('inspections')) if (!needed.has(id) && !drafts.has(runDraftId(person, id))) await db.delete('inspections', id)
}
