import { ref } from 'vue'

import { SEND_TAG, UPDATE_NOW } from './words'

/** A new version is there and waits until somebody asks for it. */
export const updateWaits = ref(false)

let registration: ServiceWorkerRegistration | null = null
let asked = false

/** Registers the service worker for the field; without one everything works as long as there is a network. */
export async function registerServiceWorker(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  registration = await navigator.serviceWorker.register('/sw.js', { scope: '/field' }).catch(() => null)
  if (!registration) return
  look(registration)
  registration.addEventListener('updatefound', () => registration?.installing?.addEventListener('statechange', () => registration && look(registration)))
  // The page is loaded anew only for the one who asked for it: others may be typing.
  navigator.serviceWorker.addEventListener('controllerchange', () => asked && location.reload())
}

function look(found: ServiceWorkerRegistration): void {
  updateWaits.value = found.waiting !== null && found.active !== null
}

/** Asks whether there is a new version; the browser by itself asks once a day. */
export function lookForUpdate(): void {
  void registration?.update().catch(() => undefined)
}

export function updateNow(): void {
  asked = true
  registration?.waiting?.postMessage(UPDATE_NOW)
}

/** Asks the browser to send what waits as soon as there is a network, even with the page closed. */
export function sendLater(): void {
  const sync = registration && 'sync' in registration ? (registration.sync as { register: (tag: string) => Promise<void> }) : null
  void sync?.register(SEND_TAG).catch(() => undefined)
}
