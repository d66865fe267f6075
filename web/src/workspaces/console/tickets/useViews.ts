import { onScopeDispose, ref, shallowRef } from 'vue'

import { views as api, type SavedView } from '@/api/desk'
import { live } from '@/api/events'
import * as tickets from '@/api/tickets'
import type { Counts } from '@/api/types'

/** However much happens, the counts are asked for once in so long. */
const RECOUNT_MS = 4_000

/** The saved views and the numbers beside all views, which the server keeps with every change: nothing is counted here. */
export function useViews() {
  const counts = ref<Counts | null>(null)
  const saved = shallowRef<SavedView[]>([])
  let waiting: ReturnType<typeof setTimeout> | null = null

  async function read(): Promise<void> {
    const [numbers, own] = await Promise.all([tickets.counts().catch(() => counts.value), api.list().catch(() => saved.value)])
    counts.value = numbers
    saved.value = [...own].sort((one, other) => Number(other.mine) - Number(one.mine) || one.position - other.position)
  }

  function soon(): void {
    waiting ??= setTimeout(() => {
      waiting = null
      void read()
    }, RECOUNT_MS)
  }

  /** Moves a view of mine one place; the others make room. */
  async function move(view: SavedView, by: -1 | 1): Promise<void> {
    const mine = saved.value.filter((one) => one.mine)
    const to = mine.findIndex((one) => one.id === view.id) + by
    if (to < 0 || to >= mine.length) return
    await api.change(view.id, { position: to }).catch(() => undefined)
    await read()
  }

  void read()
  const leave = live.listen((event) => event.kind.startsWith('ticketing.') && soon())
  onScopeDispose(() => {
    leave()
    if (waiting !== null) clearTimeout(waiting)
  })

  return { counts, saved, read, move }
}
