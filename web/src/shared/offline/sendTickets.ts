import type { SyncResult } from '@/api/field'

import type { Queued } from './db'
import { notAhead, orRefused, type Sending, type Way } from './way'

/** What is done to tickets: files become attachments, steps go to `POST /sync`. */
export const ticketWay: Way<'ticket', SyncResult> = {
  waitsFor: () => false,
  objection: takenMeanwhile,

  async upload(operation, id, { db, wire }) {
    const file = await db.get('files', id)
    if (!file || file.attachment_id !== null) return null
    const attachment_id = await wire.calls.upload(operation.subject, { ...file, taken_at: notAhead(file.taken_at, wire) })
    await db.put('files', { ...file, attachment_id })
    return null
  },

  async named({ step }, { db, wire }) {
    if (step.do !== 'service-sheet') return step
    const at = async (file: string) => (await db.get('files', file))?.attachment_id ?? file
    const photos = await Promise.all(step.photos.map(at))
    const signed = step.signed && { ...step.signed, attachment_id: await at(step.signed.attachment_id), device_at: notAhead(step.signed.device_at, wire) }
    return { ...step, photos, signed }
  },

  async send(operations, wire) {
    return (await wire.calls.sync(operations.map(({ subject, ...rest }) => ({ ...rest, ticket_id: subject })))).results
  },

  async keep(tx, operation, { ticket }, at) {
    if (!ticket) return
    const known = await tx.objectStore('tickets').get(operation.subject)
    const kept = known ?? { id: operation.subject, entries: [], checklist: null, sheets: [] }
    await tx.objectStore('tickets').put({ ...kept, ticket, behind: true, at })
  },
}

/**
 * The server lets a ticket be taken over. Somebody who took it without a network did not mean that: if another has it
 * by now, they are asked first.
 */
async function takenMeanwhile(operation: Queued<'ticket'>, { wire }: Sending): Promise<SyncResult | null> {
  if (operation.step.do !== 'take') return null
  return orRefused<SyncResult>(operation, async () => {
    const ticket = await wire.calls.ticket(operation.subject)
    const holder = ticket.assignee
    if (!holder || holder.id === operation.person || holder.name === operation.before?.assignee) return null
    return { id: operation.id, outcome: 'conflict', code: 'field.taken_meanwhile', detail: `${holder.name}已经接了这张工单。要接手请先和对方说好，再重新发送。`, ticket }
  })
}
