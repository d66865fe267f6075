import * as api from '@/api/notices'
import { sayDevice } from '@/shared/device'

/** The worker that shows pushes has no page in its scope: it does not stand between a page and the network. */
const SCOPE = '/push/'
const WORKER = '/push.js'

export type PushState = 'unsupported' | 'denied' | 'off' | 'on'

/** What a browser can do; the test puts another one in its place. */
export interface Browser {
  worker: ServiceWorkerContainer | undefined
  permission: () => NotificationPermission
  ask: () => Promise<NotificationPermission>
}

export function thisBrowser(): Browser {
  const able = 'PushManager' in window && 'Notification' in window && window.isSecureContext
  return {
    worker: able ? navigator.serviceWorker : undefined,
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
  }
}

async function subscription(browser: Browser): Promise<PushSubscription | null> {
  const registration = await browser.worker?.getRegistration(SCOPE)
  return (await registration?.pushManager.getSubscription()) ?? null
}

/** SHA-256 of an endpoint in hex: by this the server's list tells which of the devices is this one. */
export async function fingerprint(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The device of the list that is this browser. */
export async function ownDevice(devices: api.PushDevice[], browser = thisBrowser()): Promise<api.PushDevice | null> {
  const own = await subscription(browser)
  if (!own) return null
  const print = await fingerprint(own.endpoint)
  return devices.find((device) => device.fingerprint === print) ?? null
}

export function stateOf(own: api.PushDevice | null, browser = thisBrowser()): PushState {
  if (!browser.worker) return 'unsupported'
  if (browser.permission() === 'denied') return 'denied'
  return own ? 'on' : 'off'
}

/** Bytes of base64url. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0))
}

/** Asks the browser and tells the server. Answers false where the person, or the browser, said no. */
export async function switchOn(publicKey: string, field: boolean, browser = thisBrowser()): Promise<boolean> {
  if (!browser.worker || (await browser.ask()) !== 'granted') return false
  await browser.worker.register(field ? `${WORKER}?field` : WORKER, { scope: SCOPE })
  const registration = await active(browser.worker)
  const key = bytesOf(publicKey)
  const before = await registration.pushManager.getSubscription()
  // One that was made for another key is of no use any more.
  if (before && !isFor(before, key)) await before.unsubscribe()
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const { endpoint, keys } = made.toJSON()
  await api.addPush({ endpoint: endpoint ?? made.endpoint, keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' }, device: (sayDevice(navigator.userAgent) ?? '浏览器').slice(0, 60) })
  return true
}

function isFor(subscription: PushSubscription, key: Uint8Array): boolean {
  const own = subscription.options.applicationServerKey
  return own !== null && String(new Uint8Array(own)) === String(key)
}

/** The registration, once its worker runs: nothing is subscribed before. */
async function active(worker: ServiceWorkerContainer): Promise<ServiceWorkerRegistration> {
  for (;;) {
    const registration = await worker.getRegistration(SCOPE)
    if (registration?.active) return registration
    const coming = registration?.installing ?? registration?.waiting
    await new Promise<void>((done) => (coming ? coming.addEventListener('statechange', () => done(), { once: true }) : setTimeout(done, 50)))
  }
}

/** This browser is told no longer; the server forgets it, too, or learns it from the push service. */
export async function switchOff(own: api.PushDevice | null, browser = thisBrowser()): Promise<void> {
  if (own) await api.removePush(own.id)
  await (await subscription(browser))?.unsubscribe()
}

/** Whoever signs out leaves nothing behind that shows their notices. */
export async function forgetPush(): Promise<void> {
  await (await subscription(thisBrowser()))?.unsubscribe()
}
