import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'

import { beforeEach, describe, expect, it, vi } from 'vitest'

const addPush = vi.fn(async (device: unknown) => device)
const removePush = vi.fn(async () => undefined)
vi.mock('@/api/notices', () => ({ addPush: (device: unknown) => addPush(device), removePush: (...id: []) => removePush(...id) }))

const { bytesOf, fingerprint, ownDevice, stateOf, switchOff, switchOn } = await import('./push')

const KEY = 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8'
const ENDPOINT = 'https://push.example.net/abc'

/** A browser that can be pushed to. */
function browser(permission: NotificationPermission = 'granted') {
  let own: unknown = null
  const unsubscribe = vi.fn(async () => {
    own = null
    return true
  })
  const made = { endpoint: ENDPOINT, options: { applicationServerKey: bytesOf(KEY).buffer }, toJSON: () => ({ endpoint: ENDPOINT, keys: { p256dh: 'p', auth: 'a' } }), unsubscribe }
  const subscribe = vi.fn(async () => (own = made))
  const registration = { active: {}, pushManager: { getSubscription: async () => own, subscribe } }
  const register = vi.fn(async () => registration)
  const worker = { register, getRegistration: async () => registration } as unknown as ServiceWorkerContainer
  return { browser: { worker, permission: () => permission, ask: async () => permission }, register, subscribe, unsubscribe }
}

const device = async () => ({ id: 'd', device: 'Chrome', fingerprint: await fingerprint(ENDPOINT), created_at: '', last_success_at: null })

describe('push on this device', () => {
  beforeEach(() => vi.clearAllMocks())

  it('is switched on by the browser and by the server', async () => {
    const { browser: able, register, subscribe } = browser()
    expect(await switchOn(KEY, false, able)).toBe(true)
    expect(register).toHaveBeenCalledWith('/push.js', { scope: '/push/' })
    expect(subscribe).toHaveBeenCalledWith({ userVisibleOnly: true, applicationServerKey: bytesOf(KEY) })
    expect(addPush).toHaveBeenCalledWith(expect.objectContaining({ endpoint: ENDPOINT, keys: { p256dh: 'p', auth: 'a' } }))
    expect((await ownDevice([await device()], able))?.id).toBe('d')
  })

  it('leads an engineer’s phone to the phone’s pages', async () => {
    const { browser: able, register } = browser()
    await switchOn(KEY, true, able)
    expect(register).toHaveBeenCalledWith('/push.js?field', { scope: '/push/' })
  })

  it('is not switched on where somebody says no', async () => {
    const { browser: denied, register } = browser('denied')
    expect(await switchOn(KEY, false, denied)).toBe(false)
    expect(register).not.toHaveBeenCalled()
    expect(addPush).not.toHaveBeenCalled()
  })

  it('is switched off in both places', async () => {
    const { browser: able, unsubscribe } = browser()
    await switchOn(KEY, false, able)
    await switchOff(await device(), able)
    expect(removePush).toHaveBeenCalledWith('d')
    expect(unsubscribe).toHaveBeenCalled()
    expect(await ownDevice([await device()], able)).toBeNull()
  })

  it('is said as it is', async () => {
    const { browser: able } = browser()
    const { browser: denied } = browser('denied')
    expect([stateOf(null, able), stateOf(await device(), able), stateOf(null, denied)]).toEqual(['off', 'on', 'denied'])
    expect(stateOf(null, { ...able, worker: undefined })).toBe('unsupported')
  })
})

/** The worker, with a browser around it. */
function worker(search = '') {
  const listeners = new Map<string, (event: unknown) => void>()
  const shown = vi.fn(async () => undefined)
  const windows: { url: string; focus: () => Promise<void> }[] = []
  const openWindow = vi.fn(async () => undefined)
  const self = {
    location: { href: `https://y.example/push.js${search}` },
    addEventListener: (name: string, listener: (event: unknown) => void) => listeners.set(name, listener),
    registration: { showNotification: shown },
  }
  runInNewContext(readFileSync(join(import.meta.dirname, '../../../public/push.js'), 'utf8'), { self, URL, clients: { matchAll: async () => windows, openWindow } })
  const fire = async (name: string, event: object) => {
    const waits: Promise<unknown>[] = []
    listeners.get(name)!({ waitUntil: (promise: Promise<unknown>) => waits.push(promise), ...event })
    await Promise.all(waits)
  }
  return { fire, shown, windows, openWindow }
}

describe('the worker that shows pushes', () => {
  it('shows what came, the same message in its own place', async () => {
    const { fire, shown } = worker()
    await fire('push', { data: { json: () => ({ title: '超时 HS-2026-000001', body: '报名系统', path: '/tickets/a', tag: 't' }) } })
    expect(shown).toHaveBeenCalledWith('超时 HS-2026-000001', expect.objectContaining({ body: '报名系统', tag: 't', data: '/tickets/a' }))
  })

  it('shows something even where nothing can be read', async () => {
    const { fire, shown } = worker()
    await fire('push', { data: null })
    expect(shown).toHaveBeenCalledWith('践约', expect.objectContaining({ data: '/notices' }))
  })

  it('opens the record, or the window that shows it, and nothing outside', async () => {
    const { fire, windows, openWindow } = worker()
    const close = vi.fn()
    await fire('notificationclick', { notification: { data: '/tickets/a', close } })
    expect(openWindow).toHaveBeenLastCalledWith('/tickets/a')
    await fire('notificationclick', { notification: { data: '//evil.example', close } })
    expect(openWindow).toHaveBeenLastCalledWith('/notices')
    const focus = vi.fn(async () => undefined)
    windows.push({ url: 'https://y.example/tickets/a?x=1', focus })
    await fire('notificationclick', { notification: { data: '/tickets/a', close } })
    expect([focus.mock.calls.length, openWindow.mock.calls.length, close.mock.calls.length]).toEqual([1, 2, 3])
  })

  it('opens the phone’s page where it was switched on from the phone', async () => {
    const { fire, openWindow } = worker('?field')
    await fire('notificationclick', { notification: { data: '/tickets/a', close: () => undefined } })
    expect(openWindow).toHaveBeenLastCalledWith('/field/tickets/a')
  })
})
