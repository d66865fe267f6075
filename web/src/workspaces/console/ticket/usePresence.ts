import { onScopeDispose, shallowRef, watch } from 'vue'

import * as api from '@/api/presence'
import type { Doing, Other } from '@/api/presence'

const BEAT_MS = 10_000

/** Tells the others that we are at a ticket, and who else is. */
export function usePresence(ticket: () => string, typing: () => boolean) {
  const others = shallowRef<Other[]>([])
  let timer: ReturnType<typeof setInterval> | null = null
  let told: { ticket: string; doing: Doing } | null = null

  async function beat(): Promise<void> {
    if (document.hidden) return
    const now = { ticket: ticket(), doing: (typing() ? 'typing' : 'looking') as Doing }
    told = now
    const heard = await api.here(now.ticket, now.doing).catch(() => null)
    if (heard !== null && now.ticket === ticket()) others.value = heard
  }

  function leave(): void {
    if (told !== null) void api.gone(told.ticket).catch(() => undefined)
    told = null
    others.value = []
  }

  watch(
    ticket,
    () => {
      leave()
      void beat()
    },
    { immediate: true },
  )
  watch(typing, (now) => (now ? 'typing' : 'looking') !== told?.doing && void beat())
  timer = setInterval(() => void beat(), BEAT_MS)
  const back = (): void => void beat()
  document.addEventListener('visibilitychange', back)
  addEventListener('pagehide', leave)
  onScopeDispose(() => {
    if (timer !== null) clearInterval(timer)
    document.removeEventListener('visibilitychange', back)
    removeEventListener('pagehide', leave)
    leave()
  })

  return others
}
