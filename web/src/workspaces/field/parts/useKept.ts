import { computed, onMounted, ref, shallowRef, watch } from 'vue'

import { expected } from '@/shared/offline/expected'
import type { KeptTicket } from '@/shared/offline/db'
import { refreshTicket } from '@/shared/offline/refresh'
import { calls, operations, person, store, work } from '@/shared/offline/useField'
import { serverNow } from '@/api/serverClock'

/** A ticket from the store, with what was done here on top; read anew behind the page when there is a network. */
export function useKept(id: string) {
  const kept = shallowRef<KeptTicket | null>(null)
  /** Asked for and not there yet. */
  const looking = ref(true)
  const now = computed(() => (kept.value ? expected(kept.value.ticket, operations.value, person.value?.name ?? '') : null))

  async function fromStore(): Promise<void> {
    kept.value = (await (await store()).get('tickets', id)) ?? kept.value
    if (kept.value) looking.value = false
  }

  onMounted(async () => {
    await fromStore()
    kept.value = await refreshTicket(await store(), calls, id, serverNow()).catch(() => kept.value)
    looking.value = false
  })
  // Another tab, the sender or the reader has changed something.
  watch([operations, work], fromStore)

  return { kept, now, looking }
}
