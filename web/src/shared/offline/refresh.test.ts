// @vitest-environment node
import 'fake-indexeddb/auto'

import { afterEach, describe, expect, test } from 'vitest'

import type { WorkItem } from '@/api/field'
import type { Ticket } from '@/api/types'
import { aTicket } from '@/shared/examples'

import { NAME, openStore, readMeta, removeStore } from './db'
import { forgetDevice } from './forget'
import { pending } from './queue'
import { enter, refresh, type ReadCalls } from './refresh'
import { send } from './sender'
import { did, freshStore, ME, NOW, picture, Server } from './testing'

/** A server with these tickets, and what was asked of it. */
function server(tickets: Ticket[]): ReadCalls & { asked: string[] } {
  const asked: string[] = []
  return {
    asked,
    work: () => Promise.resolve({ items: tickets.map((ticket): WorkItem => ({ ticket, mine: true, nearest: null })) }),
    ticket: (id) => (asked.push(id), Promise.resolve(tickets.find((one) => one.id === id)!)),
    timeline: () => Promise.resolve({ items: [], next: null }),
    checklist: () => Promise.resolve({ items: [], signature: 'offered', clauses: [], tests: 0 }),
    sheets: () => Promise.resolve([]),
  }
}

describe('what is kept for a day without a network', () => {
  test('is read whole once, and again only where it changed', async () => {
    const db = await freshStore()
    const tickets = [aTicket({ id: 'a' }), aTicket({ id: 'b' })]
    const calls = server(tickets)
    await refresh(db, calls, NOW)
    expect(calls.asked.sort()).toEqual(['a', 'b'])
    tickets[1] = aTicket({ id: 'b', updated_at: '2026-11-21T08:30:00Z' })
    await refresh(db, calls, NOW + 60_000)
    expect(calls.asked).toEqual(['a', 'b', 'b'])
    expect((await readMeta(db, 'work'))?.items).toHaveLength(2)
  })

  test('is read again after something was sent, because its entries and sheets are behind then', async () => {
    const db = await freshStore()
    const calls = server([aTicket({ id: 'a' })])
    await refresh(db, calls, NOW)
    await did(db, 'a', { do: 'take' })
    const sending = new Server()
    sending.answers = aTicket({ id: 'a' })
    await send(db, ME, sending.wire(), undefined)
    await refresh(db, calls, NOW)
    expect(calls.asked).toEqual(['a', 'a'])
    await refresh(db, calls, NOW)
    expect(calls.asked).toEqual(['a', 'a'])
  })

  test('loses what is no longer work, but not what waits to be sent', async () => {
    const db = await freshStore()
    await refresh(db, server([aTicket({ id: 'a' }), aTicket({ id: 'b' }), aTicket({ id: 'c' })]), NOW)
    await did(db, 'b', { do: 'note', text: '' })
    await refresh(db, server([aTicket({ id: 'c' })]), NOW)
    expect(await db.getAllKeys('tickets')).toEqual(['b', 'c'])
  })

  test('is nothing of another person; what they left unsent stays theirs', async () => {
    const db = await freshStore()
    await enter(db, { id: ME, name: '王工' })
    await refresh(db, server([aTicket({ id: 'a' })]), NOW)
    await did(db, 'a', { do: 'take' })
    await enter(db, { id: 'other', name: '陈工' })
    expect(await readMeta(db, 'work')).toBe(null)
    expect(await db.count('tickets')).toBe(0)
    expect(await pending(db, 'other')).toEqual([])
    expect(await pending(db, ME)).toHaveLength(1)
  })
})

describe('signing out', () => {
  afterEach(() => removeStore())

  test('keeps what could not be sent and nothing that was read', async () => {
    const db = await openStore()
    await enter(db, { id: ME, name: '王工' })
    await refresh(db, server([aTicket({ id: 'a' })]), NOW)
    const photo = await picture(db, 'a')
    await did(db, 'a', { do: 'take' }, { files: [photo.id] })
    db.close()
    await forgetDevice(false)
    const left = await openStore()
    expect(await left.count('operations')).toBe(1)
    expect(await left.count('files')).toBe(1)
    expect((await left.count('tickets')) + (await left.count('meta')) + (await left.count('sent'))).toBe(0)
    left.close()
  })

  test('leaves no store where nothing waits, or where it was given up', async () => {
    for (const [unsent, everything] of [[false, false], [true, true]] as const) {
      const db = await openStore()
      await enter(db, { id: ME, name: '王工' })
      if (unsent) await did(db, 'a', { do: 'take' })
      db.close()
      await forgetDevice(everything)
      expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(NAME)
    }
  })
})
