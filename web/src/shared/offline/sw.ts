/// <reference lib="webworker" />
import { fieldCalls } from '@/api/field'
import { hearServerTime, serverNow } from '@/api/serverClock'
import { createTransport } from '@/api/transport'

import { openStore, readMeta } from './db'
import { send } from './sender'
import { CHANNEL, SEND_TAG, UPDATE_NOW } from './words'

/** An event of the Background Sync draft, which the library of types does not know. */
interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] }

const files = self.__WB_MANIFEST
const PREFIX = 'jianyue-field-'
const CACHE = PREFIX + hash(JSON.stringify(files))
const PAGE = '/index.html'
const paths = new Set(files.map((file) => `/${file.url}`))

/** A name for this version of the files; needs to differ, not to be secret. */
function hash(text: string): string {
  let sum = 0
  for (let i = 0; i < text.length; i += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0
  return (sum >>> 0).toString(36)
}

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    files.map(async ({ url, revision }) => {
      const path = `/${url}`
      // A name with a hash in it never changes: what the version before has kept is good.
      const kept = revision === null ? await caches.match(path) : undefined
      const answer = kept ?? (await self.fetch(new Request(path, { cache: revision === null ? 'default' : 'reload' })))
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      await cache.put(path, answer)
    }),
  )
}

async function dropOldVersions(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  await Promise.all(old.map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function fromCache(path: string, request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  return (await cache.match(path)) ?? self.fetch(request)
}

self.addEventListener('install', (event) => event.waitUntil(keepFiles()))
self.addEventListener('activate', (event) => event.waitUntil(dropOldVersions()))

self.addEventListener('message', (event) => {
  if (event.data === UPDATE_NOW) void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  // What the server says is never kept here: the pages read their own store first.
  if (event.request.method !== 'GET' || url.origin !== self.location.origin || url.pathname.startsWith('/api/')) return
  if (event.request.mode === 'navigate') event.respondWith(fromCache(PAGE, event.request))
  else if (paths.has(url.pathname)) event.respondWith(fromCache(url.pathname, event.request))
})

/** What waits is sent even after the page was closed, where the browser has Background Sync. */
async function sendInBackground(): Promise<void> {
  const transport = createTransport(
    async (request) => {
      const answer = await self.fetch(request)
      hearServerTime(answer.headers.get('date'), Date.now())
      return answer
    },
    () => undefined,
  )
  const db = await openStore()
  const channel = new BroadcastChannel(CHANNEL)
  try {
    const person = await readMeta(db, 'person')
    if (!person) return
    const ended = await send(db, person.id, { calls: fieldCalls(transport, self.location.origin), clock: Date.now, server: serverNow, changed: () => channel.postMessage('changed') })
    if (ended === 'offline') throw new Error('still offline')
  } finally {
    channel.close()
    db.close()
  }
}

self.addEventListener('sync', ((event: SyncEvent) => {
  if (event.tag === SEND_TAG) event.waitUntil(sendInBackground())
}) as EventListener)
