// @vitest-environment node
import 'fake-indexeddb/auto'

import { describe, expect, test } from 'vitest'

import { discard, pending, sendAgain } from './queue'
import { send } from './sender'
import { did, freshStore, ME, NOW, picture, Server, sheet } from './testing'

/** One lock for all tabs of a test, as the browser has one. */
function oneLock() {
  let taken = false
  return {
    request: async (_name: string, _options: unknown, run: (lock: unknown) => unknown) => {
      if (taken) return run(null)
      taken = true
      try {
        return await run({})
      } finally {
        taken = false
      }
    },
  } as unknown as LockManager
}

describe('what was done without a network', () => {
  test('arrives in the order in which it was done, with the time of the device', async () => {
    const db = await freshStore()
    const server = new Server()
    await did(db, 'one', { do: 'take' }, { clock: NOW - 3_000_000 })
    await did(db, 'two', { do: 'take' }, { clock: NOW - 2_000_000 })
    await did(db, 'one', { do: 'check-in' }, { clock: NOW - 1_000_000 })
    await did(db, 'one', { do: 'restore', text: '好了' })
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
    expect(server.done.map(({ ticket, does }) => `${ticket} ${does}`)).toEqual(['one take', 'two take', 'one check-in', 'one restore'])
    expect(server.done[0]!.device_at).toBe(new Date(NOW - 3_000_000).toISOString())
    expect(await pending(db, ME)).toEqual([])
    expect((await db.getAll('sent')).map((one) => one.does).sort()).toEqual(['check-in', 'restore', 'take', 'take'])
  })

  test('is more than one call holds', async () => {
    const db = await freshStore()
    const server = new Server()
    for (let i = 0; i < 45; i += 1) await did(db, 'one', { do: 'note', text: String(i) })
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
    expect(server.done.map(({ step }) => ('text' in step ? step.text : ''))).toEqual(Array.from({ length: 45 }, (_, i) => String(i)))
    expect(server.calls).toBe(3)
  })

  test('is done once, though the answer got lost and the page was closed between sending and hearing', async () => {
    const db = await freshStore()
    const server = new Server()
    await did(db, 'one', { do: 'take' })
    await did(db, 'one', { do: 'restore', text: '好了' })
    server.fails = ['after']
    expect(await send(db, ME, server.wire(), oneLock())).toBe('offline')
    expect(await pending(db, ME)).toHaveLength(2)
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
    expect(server.done).toHaveLength(2)
    expect(await pending(db, ME)).toEqual([])
  })

  test('stays while nobody is there, and while the session is over', async () => {
    const db = await freshStore()
    const server = new Server()
    await did(db, 'one', { do: 'take' })
    server.fails = ['before', 'sign-in']
    expect(await send(db, ME, server.wire(), oneLock())).toBe('offline')
    expect(await send(db, ME, server.wire(), oneLock())).toBe('signed-out')
    expect(await pending(db, ME)).toHaveLength(1)
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
  })

  test('is never sent in the name of somebody else who has signed in here', async () => {
    const db = await freshStore()
    const server = new Server()
    await did(db, 'one', { do: 'take' })
    server.person = 'somebody else'
    expect(await send(db, ME, server.wire(), oneLock())).toBe('other-person')
    expect(await send(db, 'somebody else', server.wire(), oneLock())).toBe('sent')
    expect(server.done).toEqual([])
    expect(await pending(db, ME)).toHaveLength(1)
  })

  test('is sent by one tab of two', async () => {
    const db = await freshStore()
    const server = new Server()
    const locks = oneLock()
    await did(db, 'one', { do: 'take' })
    const ended = await Promise.all([send(db, ME, server.wire(), locks), send(db, ME, server.wire(), locks)])
    expect(ended.sort()).toEqual(['busy', 'sent'])
    expect(server.calls).toBe(1)
  })
})

describe('a conflict', () => {
  test('holds up its own ticket and no other, until somebody decides', async () => {
    const db = await freshStore()
    const server = new Server()
    server.conflicts.add('one')
    const first = await did(db, 'one', { do: 'restore', text: '好了' })
    await did(db, 'two', { do: 'take' })
    await did(db, 'one', { do: 'resolve', solution: '换了电源' })
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
    expect(server.done.map(({ ticket }) => ticket)).toEqual(['two'])
    const [restore, resolve] = await pending(db, ME)
    expect(restore).toMatchObject({ state: 'conflict', problem: { code: 'ticketing.wrong_state', detail: '工单已关闭' } })
    expect(resolve).toMatchObject({ state: 'waiting' })

    // Nothing is tried again by itself.
    const before = server.calls
    await send(db, ME, server.wire(), oneLock())
    expect(server.calls).toBe(before)

    server.conflicts.clear()
    await sendAgain(db, first.seq, { do: 'note', text: '离线时已恢复' })
    await send(db, ME, server.wire(), oneLock())
    expect(server.done.map(({ ticket, does }) => `${ticket} ${does}`)).toEqual(['two take', 'one note', 'one resolve'])
  })

  test('is a ticket that a colleague took meanwhile; it is taken over only by who has seen that', async () => {
    const db = await freshStore()
    const server = new Server()
    server.holder = { id: 'colleague', name: '陈工' }
    const take = await did(db, 'one', { do: 'take' })
    await send(db, ME, server.wire(), oneLock())
    expect(await pending(db, ME)).toMatchObject([{ state: 'conflict', problem: { code: 'field.taken_meanwhile' } }])
    expect(server.done).toEqual([])
    await sendAgain(db, take.seq, take.step)
    await send(db, ME, server.wire(), oneLock())
    expect(server.done.map(({ does }) => does)).toEqual(['take'])
  })

  test('that is given up takes its files along and lets the rest go on', async () => {
    const db = await freshStore()
    const server = new Server()
    const photo = await picture(db, 'one')
    const signature = await picture(db, 'one', 'signature')
    server.uploadFails = ['refused']
    const bad = await did(db, 'one', sheet([photo.id], signature.id), { files: [photo.id, signature.id] })
    await did(db, 'one', { do: 'restore', text: '好了' })
    await send(db, ME, server.wire(), oneLock())
    expect((await pending(db, ME)).map(({ state }) => state)).toEqual(['refused', 'waiting'])
    await discard(db, bad.seq)
    expect(await db.count('files')).toBe(0)
    await send(db, ME, server.wire(), oneLock())
    expect(server.done.map(({ does }) => does)).toEqual(['restore'])
  })
})

describe('photos and the signature', () => {
  test('go first and only once, and what comes after names them as the server does', async () => {
    const db = await freshStore()
    const server = new Server()
    const photos = [await picture(db, 'one'), await picture(db, 'one')]
    const signature = await picture(db, 'one', 'signature')
    const files = [...photos.map(({ id }) => id), signature.id]
    await did(db, 'one', sheet(photos.map(({ id }) => id), signature.id), { files })

    // The network goes after the first picture; then the answer to the second gets lost.
    server.uploadFails = [undefined as never, 'before', 'after']
    expect(await send(db, ME, server.wire(), oneLock())).toBe('offline')
    expect(await send(db, ME, server.wire(), oneLock())).toBe('offline')
    expect(await send(db, ME, server.wire(), oneLock())).toBe('sent')
    expect(server.uploads.map(({ id }) => id)).toEqual(files)
    expect(server.done[0]!.step).toMatchObject({ photos: ['attachment-1', 'attachment-2'], signed: { attachment_id: 'attachment-3' } })
    expect(await db.count('files')).toBe(0)
  })
})

test('a clock that ran ahead is put right before sending, one that is behind is left as it was', async () => {
  const db = await freshStore()
  const server = new Server()
  // The phone is two hours ahead, and did not know.
  server.skew = -7_200_000
  await did(db, 'one', { do: 'take' }, { clock: NOW - 600_000 })
  await did(db, 'two', { do: 'take' }, { clock: NOW - 10_000_000 })
  await send(db, ME, server.wire(), oneLock())
  expect(server.done.map(({ device_at }) => device_at)).toEqual([new Date(NOW - 7_800_000).toISOString(), new Date(NOW - 10_000_000).toISOString()])
})
