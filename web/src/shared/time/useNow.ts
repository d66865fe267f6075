import { readonly, ref, type Ref } from 'vue'

import { serverNow } from '@/api/serverClock'

const now = ref(serverNow())
let ticking = false

function tick(): void {
  now.value = serverNow()
}

/** The present moment in milliseconds; one timer for the whole page however many clocks are shown. */
export function useNow(): Readonly<Ref<number>> {
  if (!ticking) {
    ticking = true
    setInterval(tick, 1_000)
    document.addEventListener('visibilitychange', tick)
  }
  return readonly(now)
}
