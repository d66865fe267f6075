// @vitest-environment node
import 'fake-indexeddb/auto'

import { openDB } from 'idb'
import { afterEach, describe, expect, test } from 'vitest'

import type { RunChecklist } from '@/api/fieldInspection'
import type { Occurrence } from '@/api/inspection'
import { ApiProblem } from '@/api/problem'
import { anOccurrence, aRun } from '@/shared/examples'

import { NAME, openStore, readMeta, removeStore } from './db'
import { pending, sendAgain } from './queue'
import { refreshInspections, type InspectionReads } from './refreshInspections'
import { discardFrom, emptyRunDraft, runDraftId, stepsOf, takeBack, type RunDraft } from './runDraft'
import { newer } from './sendInspections'
import { send } from './sender'
import { did, freshStore, inspected, ME, NOW, picture, Server } from './testing'

const ITEMS = aRun().checklist.items
const DRAFT: RunDraft = { answers: { state: { value: '正常', at: '2026-11-21T08:00:00.000Z' } }, signed: {} }

describe('an inspection that was made without a network', () => {
  test('is begun first, then its pictures go to its run, then what names them, once and in order', async () => {
    const db = await freshStore()
    const server = new Server()
    const photo = await picture(db, 'daily', 'photo', 'inspection', 'lamp.jpg')
    const hand = await picture(db, 'daily', 'signature', 'inspection', 'hand.png')
    await inspected(db, 'daily', [{ step: { do: 'start' } }])
    const draft: RunDraft = { answers: { state: { value: '异常', photos: [photo.id] } }, signed: { engineer: { name: '王工', file: hand.id, clock: NOW - 100_000 } } }
    await inspected(db, 'daily', stepsOf(draft, ITEMS, NOW - 50_000))
    // The answer to the first call gets lost, and so does that to the second picture.
    server.fails = ['after']
    server.uploadFails = [undefined as never, 'after']
    expect(await send(db, ME, server.wire(), undefined)).toBe('offline')
    expect(await send(db, ME, server.wire(), undefined)).toBe('offline')
    expect(await send(db, ME, server.wire(), undefined)).toBe('sent')
    expect(server.done.map(({ does }) => does)).toEqual(['start', 'answers', 'sign', 'close'])
    expect(server.photos).toEqual([
      { run: 'run of daily', name: 'lamp.jpg' },
      { run: 'run of daily', name: 'hand.png' },
    ])
    expect(server.done[1]!.step).toMatchObject({ answers: { state: { value: '异常', photos: ['digest of lamp.jpg'] } } })
    expect(server.done[2]).toMatchObject({ device_at: new Date(NOW - 100_000).toISOString(), step: { image: 'digest of hand.png', name: '王工' } })
    expect(await db.count('files')).toBe(0)
    expect(await db.get('inspections', 'daily')).toMatchObject({ occurrence: { state: 'done' }, run: { state: 'closed' } })
    expect((await db.getAll('sent')).map((one) => `${one.about} ${one.does}`).sort()).toEqual(['inspection answers', 'inspection close', 'inspection sign', 'inspection start'])
  })

  test('keeps its place among tickets', async () => {
    const db = await freshStore()
    const server = new Server()
    await did(db, 'one', { do: 'take' })
    await inspected(db, 'daily', [{ step: { do: 'start' } }, { step: { do: 'close' } }])
    await did(db, 'one', { do: 'restore', text: '好了' })
    expect(await send(db, ME, server.wire(), undefined)).toBe('sent')
    expect(server.done.map(({ ticket, does }) => `${ticket} ${does}`)).toEqual(['one take', 'daily start', 'daily close', 'one restore'])
  })

  test('waits where somebody else began it meanwhile, holds up no other, and goes into the same run when it is sent again', async () => {
    const db = await freshStore()
    const server = new Server()
    server.occurrences.set('daily', { state: 'running', run: aRun({ id: 'theirs', by: '陈工' }) })
    await inspected(db, 'daily', [{ step: { do: 'start' } }, { step: { do: 'answers', answers: DRAFT.answers } }])
    await inspected(db, 'weekly', [{ step: { do: 'start' } }])
    await send(db, ME, server.wire(), undefined)
    expect(await pending(db, ME)).toMatchObject([{ state: 'conflict', problem: { code: 'field.started_meanwhile', detail: expect.stringContaining('陈工') } }, { state: 'waiting' }])
    expect(server.done.map(({ ticket }) => ticket)).toEqual(['weekly'])
    expect((await db.get('inspections', 'daily'))?.run?.by).toBe('陈工')
    const [first] = await pending(db, ME)
    await sendAgain(db, first!.seq, first!.step)
    await send(db, ME, server.wire(), undefined)
    expect(server.done.map(({ ticket, does }) => `${ticket} ${does}`)).toEqual(['weekly start', 'daily start', 'daily answers'])
    expect(await pending(db, ME)).toEqual([])
  })

  test('that was handed in by another is all there: to be written into a correction, taken back or given up', async () => {
    const db = await freshStore()
    const server = new Server()
    server.occurrences.set('daily', { state: 'done', run: aRun({ id: 'closed', state: 'closed', closed_by: '陈工' }) })
    const photo = await picture(db, 'daily', 'photo', 'inspection')
    const hand = await picture(db, 'daily', 'signature', 'inspection')
    const draft: RunDraft = { answers: { state: { value: '异常', photos: [] } }, signed: { engineer: { name: '王工', file: hand.id, clock: NOW } } }
    const [answers] = await inspected(db, 'daily', stepsOf(draft, ITEMS, NOW))
    await send(db, ME, server.wire(), undefined)
    expect((await pending(db, ME)).map(({ state, step }) => `${step.do} ${state}`)).toEqual(['answers conflict', 'sign waiting', 'close waiting'])
    await takeBack(db, answers!, '2026-11-21T09:00:00.000Z')
    expect(await pending(db, ME)).toEqual([])
    expect((await db.get('drafts', runDraftId(ME, 'daily')))?.content).toEqual(draft)
    expect(await db.count('files')).toBe(2)

    const [again] = await inspected(db, 'daily', stepsOf(draft, ITEMS, NOW), runDraftId(ME, 'daily'))
    await discardFrom(db, again!)
    expect(await pending(db, ME)).toEqual([])
    expect(await db.getAllKeys('files')).toEqual([photo.id])
  })

  test('that is taken back while it is on its way keeps its pictures', async () => {
    const db = await freshStore()
    const server = new Server()
    server.occurrences.set('daily', { state: 'running', run: aRun({ id: 'run of daily' }) })
    const photo = await picture(db, 'daily', 'photo', 'inspection')
    const [operation] = await inspected(db, 'daily', [{ step: { do: 'answers', answers: { state: { value: '异常', photos: [photo.id] } } }, files: [photo.id] }])
    const wire = server.wire()
    const sending = wire.calls.syncInspections
    wire.calls.syncInspections = async (operations) => {
      await takeBack(db, operation!, '2026-11-21T09:00:00.000Z')
      return sending(operations)
    }
    expect(await send(db, ME, wire, undefined)).toBe('sent')
    expect((await db.get('files', photo.id))?.attachment_id).toBe('digest of photo.jpg')
    expect((await db.get('drafts', runDraftId(ME, 'daily')))?.content).toMatchObject({ answers: { state: { photos: [photo.id] } } })
  })

  test('has no place for pictures where it was never begun', async () => {
    const db = await freshStore()
    const photo = await picture(db, 'daily', 'photo', 'inspection')
    await inspected(db, 'daily', [{ step: { do: 'answers', answers: { state: { value: '正常', photos: [photo.id] } } }, files: [photo.id] }])
    await send(db, ME, new Server().wire(), undefined)
    expect(await pending(db, ME)).toMatchObject([{ state: 'conflict', problem: { code: 'field.not_started' } }])
  })
})

test('a correction that was begun is kept before the run that it corrects, until it is handed in', () => {
  const closed = aRun({ id: 'old', state: 'closed' })
  const correction = aRun({ id: 'new', corrects: 'old' })
  expect(newer({ run: correction }, closed)?.id).toBe('new')
  expect(newer({ run: { ...correction, state: 'closed' } }, aRun({ id: 'new', state: 'closed' }))?.id).toBe('new')
  expect(newer({ run: closed }, aRun({ id: 'other' }))?.id).toBe('other')
  expect(newer(undefined, null)).toBe(null)
})

describe('what is kept of inspections for a day without a network', () => {
  const CHECKLIST = { id: 'c', contract_id: anOccurrence().contract_id, rule: 'HS-I1.daily', kind: 'inspection', title: '日常监控单', items: ITEMS, signatures: ['engineer'] } as unknown as RunChecklist

  function reads(mine: Occurrence[], planned: Occurrence[] = []): InspectionReads & { asked: string[] } {
    const asked: string[] = []
    return {
      asked,
      occurrences: ({ mine: own }) => Promise.resolve(own ? mine : planned),
      occurrence: (id) => Promise.resolve(mine.find((one) => one.id === id)!),
      run: (id) => (asked.push(`run ${id}`), Promise.resolve(aRun({ id }))),
      runChecklists: () => (asked.push('checklists'), Promise.resolve({ items: [CHECKLIST] })),
      contracts: () => (asked.push('contracts'), Promise.resolve([{ id: anOccurrence().contract_id, prefix: 'HS' }])),
    }
  }

  test('is one’s own and nobody’s, each with its checklist, read again only where it changed', async () => {
    const db = await freshStore()
    const mine = [anOccurrence({ id: 'mine', state: 'running', run_id: 'r' }), anOccurrence({ id: 'off', state: 'announced' }), anOccurrence({ id: 'long missed', state: 'missed', due: '2026-11-01' })]
    const calls = reads(mine, [anOccurrence({ id: 'free' }), anOccurrence({ id: 'theirs', assignee: { id: 'x', name: '陈工' } })])
    await refreshInspections(db, calls, ME, NOW)
    expect((await readMeta(db, 'rounds'))?.items.map((one) => one.id)).toEqual(['mine', 'free'])
    expect(calls.asked).toEqual(['checklists', 'contracts', 'run r'])
    await refreshInspections(db, calls, ME, NOW + 60_000)
    expect(calls.asked).toHaveLength(3)
    mine[0] = { ...mine[0]!, version: 2 }
    await refreshInspections(db, calls, ME, NOW + 60_000)
    expect(calls.asked.slice(3)).toEqual(['run r'])
  })

  test('goes when it is not due any more, but not while a draft or a step of it is here', async () => {
    const db = await freshStore()
    await refreshInspections(db, reads(['gone', 'drafted', 'waits'].map((id) => anOccurrence({ id }))), ME, NOW)
    await db.put('drafts', { id: runDraftId(ME, 'drafted'), person: ME, content: emptyRunDraft(), at: '' })
    await inspected(db, 'waits', [{ step: { do: 'start' } }])
    await refreshInspections(db, reads([]), ME, NOW)
    expect(await db.getAllKeys('inspections')).toEqual(['drafted', 'waits'])
  })

  test('is nothing for whoever may not see inspections; without a network it stays', async () => {
    const db = await freshStore()
    const refusing = { ...reads([]), occurrences: () => Promise.reject(new ApiProblem(403, 'denied', '')) }
    await refreshInspections(db, refusing, ME, NOW)
    expect((await readMeta(db, 'rounds'))?.items).toEqual([])
    await expect(refreshInspections(db, { ...refusing, occurrences: () => Promise.reject(new ApiProblem(0, 'unreachable', '')) }, ME, NOW)).rejects.toThrow()
  })
})

describe('a store of the version before', () => {
  afterEach(() => removeStore())

  test('is brought up to date with all that waits in it', async () => {
    const old = await openDB(NAME, 1, {
      upgrade(db) {
        for (const name of ['meta', 'tickets', 'drafts']) db.createObjectStore(name, { keyPath: name === 'meta' ? 'key' : 'id' })
        db.createObjectStore('operations', { keyPath: 'seq', autoIncrement: true }).createIndex('id', 'id', { unique: true })
        db.createObjectStore('files', { keyPath: 'id' }).createIndex('ticket', 'ticket_id')
        db.createObjectStore('sent', { keyPath: 'id' }).createIndex('at', 'sent_at')
      },
    })
    await old.add('operations', { id: 'a', person: ME, ticket_id: 't', number: 'HS-1', step: { do: 'note', text: '离线' }, device_at: '2026-11-21T08:00:00.000Z', files: ['f'], state: 'waiting' })
    await old.add('files', { id: 'f', person: ME, ticket_id: 't', name: 'photo.jpg', attachment_id: null })
    await old.add('sent', { id: 's', person: ME, ticket_id: 't', number: 'HS-1', does: 'take', sent_at: '2026-11-21T08:00:00.000Z' })
    old.close()
    const db = await openStore()
    expect(await pending(db, ME)).toEqual([{ seq: 1, id: 'a', person: ME, about: 'ticket', subject: 't', name: 'HS-1', step: { do: 'note', text: '离线' }, device_at: '2026-11-21T08:00:00.000Z', files: ['f'], state: 'waiting' }])
    expect(await db.get('files', 'f')).toMatchObject({ about: 'ticket', subject: 't', name: 'photo.jpg' })
    expect(await db.get('sent', 's')).toMatchObject({ about: 'ticket', subject: 't', name: 'HS-1' })
    expect(await db.count('inspections')).toBe(0)
    db.close()
  })
})
