import { onScopeDispose } from 'vue'

import { LAGGED, live } from '@/api/events'

const GATHER_MS = 400

/** Reads anew when something of emergencies changes; of one subject only where it is given. */
export function useEmergencyLive(read: () => void, subject?: () => string): void {
  let gathering: ReturnType<typeof setTimeout> | undefined
  const leave = live.listen((event) => {
    if (event.kind !== LAGGED && (!event.kind.startsWith('emergencies.') || (subject !== undefined && event.subject !== subject()))) return
    clearTimeout(gathering)
    gathering = setTimeout(read, GATHER_MS)
  })
  onScopeDispose(() => (leave(), clearTimeout(gathering)))
}
