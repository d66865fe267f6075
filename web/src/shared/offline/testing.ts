import type { FieldStep, SyncOperation, SyncResult, Upload } from '@/api/field'
import type { Ticket } from '@/api/types'
import { ApiProblem, unreachable } from '@/api/problem'
import { aTicket } from '@/shared/examples'

import { type KeptFile, openStore, removeStore, type Operation, type Store } from './db'
import { enqueue, keepFile } from './queue'
import type { Wire } from './sender'

export const ME = '00000000-0000-4000-8000-000000000001'
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
  done: { ticket: string; does: string; device_at: string; step: FieldStep }[] = []
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

  upload = (file: Upload): Promise<string> => {
    const failing = this.uploadFails.shift()
    if (failing === 'before') return Promise.reject(unreachable())
    if (failing === 'refused') return Promise.reject(new ApiProblem(415, 'ticketing.media_type', '不是图片'))
    if (!this.files.has(file.id)) {
      this.files.set(file.id, `attachment-${this.files.size + 1}`)
      this.uploads.push(file)
    }
    return failing === 'after' ? Promise.reject(unreachable()) : Promise.resolve(this.files.get(file.id)!)
  }

  wire(): Wire {
    return { calls: { me: () => Promise.resolve({ id: this.person, name: '' }), ticket: (id) => Promise.resolve(aTicket({ id, assignee: this.holder })), sync: this.sync, upload: this.upload }, clock: () => NOW, server: () => NOW + this.skew, changed: () => undefined }
  }
}

export function did(db: Store, ticket: string, step: FieldStep, more: { files?: string[]; clock?: number; person?: string } = {}): Promise<Operation> {
  const { files = [], clock = NOW - 3_600_000, person = ME } = more
  return enqueue(db, { person, ticket: { id: ticket, number: ticket, state: 'open', assignee: null }, step, files, clock, skew: 0 })
}

export function picture(db: Store, ticket: string, kind: KeptFile['kind'] = 'photo'): Promise<KeptFile> {
  return keepFile(db, { person: ME, ticket_id: ticket, kind, name: `${kind}.jpg`, type: 'image/jpeg', bytes: new ArrayBuffer(4), taken_at: '2026-11-21T08:00:00.000Z' })
}

export function sheet(photos: string[], signature: string): FieldStep {
  return { do: 'service-sheet', visit: null, found: '', done: '', checklist: [], parts: [], tests: [], photos, signed: { name: '客户', attachment_id: signature, device_at: '2026-11-21T08:00:00.000Z' } }
}
