import type { FieldStep, SyncOperation, SyncResult, Upload } from '@/api/field'
import type { InspectionStep, InspectionSyncOperation, InspectionSyncResult } from '@/api/fieldInspection'
import type { Occurrence, Run } from '@/api/inspection'
import type { Ticket } from '@/api/types'
import { ApiProblem, unreachable } from '@/api/problem'
import { anOccurrence, aRun, aTicket } from '@/shared/examples'

import { type InspectionOperation, type KeptFile, openStore, removeStore, type Operation, type Store } from './db'
import { enqueue, enqueueAll, keepFile } from './queue'
import type { Wire } from './sender'

export const ME = '00000000-0000-4000-8000-000000000001'
export const MY_NAME = '王工'
export const NOW = Date.parse('2026-11-21T09:00:00Z')

let stores = 0

export async function freshStore(): Promise<Store> {
  stores += 1
  await removeStore(`test-${stores}`)
  return openStore(`test-${stores}`)
}

/** A server that does each operation once, as the real one does, and can be made to fail. */
export class Server {
  /** Steps done, in order, with the device's time that came with them. */
  done: { ticket: string; does: string; device_at: string; step: FieldStep | InspectionStep }[] = []
  uploads: Upload[] = []
  calls = 0
  private known = new Map<string, string>()
  private files = new Map<string, string>()
  /** Where the next calls fail: before they are done, or after, when only the answer is lost. */
  fails: ('before' | 'after' | 'sign-in')[] = []
  uploadFails: ('before' | 'after' | 'refused')[] = []
  /** Tickets that somebody has finished meanwhile. */
  conflicts = new Set<string>()
  person = ME
  skew = 0
  /** How each occurrence stands; one that was begun has a run. */
  occurrences = new Map<string, { state: Occurrence['state']; run: Run | null }>()
  /** Pictures that came to runs. */
  photos: { run: string; name: string }[] = []
  /** Who holds every ticket by now. */
  holder: Ticket['assignee'] = null
  /** The ticket that comes back with what was done. */
  answers: Ticket | null = null

  sync = (operations: SyncOperation[]): Promise<{ results: SyncResult[] }> => {
    this.calls += 1
    const failing = this.fails.shift()
    if (failing === 'before') return Promise.reject(unreachable())
    if (failing === 'sign-in') return Promise.reject(new ApiProblem(401, 'identity.session_expired', '登录已过期'))
    const held = new Set<string>()
    const results = operations.map((one): SyncResult => {
      if (held.has(one.ticket_id)) return { id: one.id, outcome: 'skipped' }
      if (this.known.has(one.id)) return { id: one.id, outcome: 'repeated' }
      if (this.conflicts.has(one.ticket_id)) {
        held.add(one.ticket_id)
        return { id: one.id, outcome: 'conflict', code: 'ticketing.wrong_state', detail: '工单已关闭' }
      }
      this.known.set(one.id, one.ticket_id)
      this.done.push({ ticket: one.ticket_id, does: one.step.do, device_at: one.device_at, step: one.step })
      return { id: one.id, outcome: 'done', ticket: this.answers }
    })
    return failing === 'after' ? Promise.reject(unreachable()) : Promise.resolve({ results })
  }

  upload = (_ticket: string, file: Upload): Promise<string> => {
    const failing = this.uploadFails.shift()
    if (failing === 'before') return Promise.reject(unreachable())
    if (failing === 'refused') return Promise.reject(new ApiProblem(415, 'ticketing.media_type', '不是图片'))
    if (!this.files.has(file.id)) {
      this.files.set(file.id, `attachment-${this.files.size + 1}`)
      this.uploads.push(file)
    }
    return failing === 'after' ? Promise.reject(unreachable()) : Promise.resolve(this.files.get(file.id)!)
  }

  addRunPhoto = (run: string, file: { name: string }): Promise<string> => {
    const failing = this.uploadFails.shift()
    if (failing === 'before') return Promise.reject(unreachable())
    const digest = `digest of ${file.name}`
    if (!this.photos.some((photo) => photo.run === run && photo.name === file.name)) this.photos.push({ run, name: file.name })
    return failing === 'after' ? Promise.reject(unreachable()) : Promise.resolve(digest)
  }

  occurrence = (id: string): Promise<Occurrence> => {
    const { state, run } = this.occurrences.get(id) ?? { state: 'planned' as const, run: null }
    return Promise.resolve(anOccurrence({ id, state, run_id: run?.id ?? null }))
  }

  run = (id: string): Promise<Run> => Promise.resolve([...this.occurrences.values()].find((one) => one.run?.id === id)!.run!)

  syncInspections = async (operations: InspectionSyncOperation[]): Promise<{ results: InspectionSyncResult[] }> => {
    this.calls += 1
    const failing = this.fails.shift()
    if (failing === 'before') throw unreachable()
    const held = new Set<string>()
    const results: InspectionSyncResult[] = []
    for (const one of operations) {
      const outcome = held.has(one.occurrence_id) ? 'skipped' : this.known.has(one.id) ? 'repeated' : this.stepped(one)
      if (outcome === 'conflict') held.add(one.occurrence_id)
      const stands = this.occurrences.get(one.occurrence_id)
      results.push({ id: one.id, outcome, occurrence: await this.occurrence(one.occurrence_id), run: stands?.run ?? null, ...(outcome === 'conflict' ? { code: 'inspection.closed', detail: '已经提交' } : {}) })
    }
    if (failing === 'after') throw unreachable()
    return { results }
  }

  private stepped({ id, occurrence_id, device_at, step }: InspectionSyncOperation): 'done' | 'conflict' {
    const stands = this.occurrences.get(occurrence_id) ?? { state: 'planned' as const, run: null }
    if (step.do === 'start') this.occurrences.set(occurrence_id, { state: 'running', run: stands.run ?? aRun({ id: `run of ${occurrence_id}`, occurrence_id }) })
    else if (step.do !== 'announce' && (stands.run === null || stands.run.state === 'closed')) return 'conflict'
    if (step.do === 'close') this.occurrences.set(occurrence_id, { state: 'done', run: { ...stands.run!, state: 'closed' } })
    this.known.set(id, occurrence_id)
    this.done.push({ ticket: occurrence_id, does: step.do, device_at, step })
    return 'done'
  }

  wire(): Wire {
    const { sync, upload, syncInspections, addRunPhoto, occurrence, run } = this
    const me = () => Promise.resolve({ id: this.person, name: MY_NAME })
    const ticket = (id: string) => Promise.resolve(aTicket({ id, assignee: this.holder }))
    return { calls: { me, ticket, sync, upload, syncInspections, addRunPhoto, occurrence, run }, clock: () => NOW, server: () => NOW + this.skew, changed: () => undefined }
  }
}

export function did(db: Store, ticket: string, step: FieldStep, more: { files?: string[]; clock?: number; person?: string } = {}): Promise<Operation> {
  const { files = [], clock = NOW - 3_600_000, person = ME } = more
  return enqueue<'ticket'>(db, { person, on: { about: 'ticket', id: ticket, name: ticket, state: 'open', assignee: null }, step, files, clock, skew: 0 })
}

/** Steps of an inspection, done together. */
export function inspected(db: Store, occurrence: string, deeds: { step: InspectionStep; files?: string[]; clock?: number }[], draft?: string): Promise<InspectionOperation[]> {
  const on = { about: 'inspection' as const, id: occurrence, name: '每日巡检', state: 'planned', assignee: null }
  return enqueueAll(db, { person: ME, on, skew: 0 }, deeds.map((deed) => ({ clock: NOW - 3_600_000, ...deed })), draft)
}

export function picture(db: Store, subject: string, kind: KeptFile['kind'] = 'photo', about: KeptFile['about'] = 'ticket', name = `${kind}.jpg`): Promise<KeptFile> {
  return keepFile(db, { person: ME, about, subject, kind, name, type: 'image/jpeg', bytes: new ArrayBuffer(4), taken_at: '2026-11-21T08:00:00.000Z' })
}

export function sheet(photos: string[], signature: string): FieldStep {
  return { do: 'service-sheet', visit: null, found: '', done: '', checklist: [], parts: [], tests: [], photos, signed: { name: '客户', attachment_id: signature, device_at: '2026-11-21T08:00:00.000Z' } }
}
