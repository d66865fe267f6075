import type { InspectionSyncResult } from '@/api/fieldInspection'
import type { Run } from '@/api/inspection'

import type { KeptInspection, Queued } from './db'
import { notAhead, orRefused, type Sending, type Way } from './way'

/** What is done to inspections: photos and signatures go to the run, once it is begun, and steps to `POST /inspections/sync`. */
export const inspectionWay: Way<'inspection', InspectionSyncResult> = {
  // The run that pictures go to is there when its beginning was answered.
  waitsFor: (operation, before) => operation.files.length > 0 && before.some((one) => one.subject === operation.subject && one.step.do === 'start'),
  objection: startedMeanwhile,

  async upload(operation, id, sending) {
    const { db, wire } = sending
    const file = await db.get('files', id)
    if (!file || file.attachment_id !== null) return null
    const run = await runOf(operation, sending)
    if (run === null) return { id: operation.id, outcome: 'conflict', code: 'field.not_started', detail: '这项工作在服务器上还没有开始，照片没有地方放。请回到巡检单，重新开始后再提交。' }
    const attachment_id = await wire.calls.addRunPhoto(run, file)
    await db.put('files', { ...file, attachment_id })
    return null
  },

  async named({ step }, { db, wire }) {
    const at = async (file: string) => (await db.get('files', file))?.attachment_id ?? file
    if (step.do === 'sign') return { ...step, image: await at(step.image) }
    if (step.do !== 'answers') return step
    const answers = Object.entries(step.answers).map(async ([key, given]) => {
      const photos = await Promise.all((given.photos ?? []).map(at))
      return [key, { ...given, photos, ...(given.at ? { at: notAhead(given.at, wire) } : {}) }] as const
    })
    return { ...step, answers: Object.fromEntries(await Promise.all(answers)) }
  },

  async send(operations, wire) {
    return (await wire.calls.syncInspections(operations.map(({ subject, ...rest }) => ({ ...rest, occurrence_id: subject })))).results
  },

  async keep(tx, operation, { occurrence, run }, at) {
    const known = await tx.objectStore('inspections').get(operation.subject)
    const stands = occurrence ?? known?.occurrence
    if (!stands) return
    await tx.objectStore('inspections').put({ id: operation.subject, occurrence: stands, run: newer(known, run ?? null), at, behind: true })
  },
}

/** The run to keep: a correction that was begun here is not known as the last one until it is handed in. */
export function newer(known: Pick<KeptInspection, 'run'> | undefined, read: Run | null): Run | null {
  const here = known?.run ?? null
  return here && here.state !== 'closed' && here.corrects !== null && here.corrects === (read?.id ?? here.corrects) ? here : (read ?? here)
}

/** The run of an occurrence that takes pictures now. */
async function runOf({ subject }: Queued<'inspection'>, { db, wire }: Sending): Promise<string | null> {
  const kept = await db.get('inspections', subject)
  if (kept?.run && kept.run.state !== 'closed') return kept.run.id
  return (await wire.calls.occurrence(subject)).run_id
}

/**
 * The server gives whoever begins something that is begun the same run. Somebody who began it without a network did not
 * mean to write into another's: if there is one by now, they are asked first.
 */
async function startedMeanwhile(operation: Queued<'inspection'>, { wire, me }: Sending): Promise<InspectionSyncResult | null> {
  if (operation.step.do !== 'start' || operation.before?.state === 'running') return null
  return orRefused<InspectionSyncResult>(operation, async () => {
    const occurrence = await wire.calls.occurrence(operation.subject)
    if (occurrence.state !== 'running' || occurrence.run_id === null) return null
    const run = await wire.calls.run(occurrence.run_id)
    if (run.by === me.name) return null
    const detail = `${run.by}已经开始了这项巡检。和对方说好后可以重新发送，您填的会并入同一份记录，后填的为准。`
    return { id: operation.id, outcome: 'conflict', code: 'field.started_meanwhile', detail, occurrence, run }
  })
}
