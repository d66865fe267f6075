import { readonly, ref } from 'vue'

import { LAGGED, live, type LiveEvent } from '@/api/events'
import * as api from '@/api/notices'

/** Somebody on one of our contracts was told of something, or we have read some elsewhere. */
const KINDS = ['notify.noticed', 'notify.notices_read', LAGGED]
/** What comes in a row is asked for once: soon at first, then this often. */
const SOON_MS = 300
const PAUSE_MS = 2_000

const count = ref(0)
const came = ref(0)
let isKnown = false
let followers = 0
let leave: (() => void) | null = null
let timer: ReturnType<typeof setTimeout> | null = null
let asked = 0
let latest = 0

/** How many we have not read; kept once for all that show it. */
export const unread = readonly(count)

/** Grows when there are more than there were. */
export const arrivals = readonly(came)

async function ask(): Promise<void> {
  timer = null
  asked = Date.now()
  const mine = (latest += 1)
  const found = await api.unread().catch(() => null)
  if (found === null || mine !== latest) return
  if (isKnown && found > count.value) came.value += 1
  isKnown = true
  count.value = found
}

function hear(event: Pick<LiveEvent, 'kind'>): void {
  if (!KINDS.includes(event.kind) || timer !== null) return
  timer = setTimeout(() => void ask(), Math.max(SOON_MS, asked + PAUSE_MS - Date.now()))
}

/** Keeps the number right until the returned function is called by the last one that shows it. */
export function followUnread(): () => void {
  followers += 1
  if (followers === 1) {
    leave = live.listen(hear)
    void ask()
  }
  let over = false
  return () => {
    if (over) return
    over = true
    followers -= 1
    if (followers > 0) return
    leave?.()
    leave = null
    if (timer !== null) clearTimeout(timer)
    timer = null
    latest += 1
    isKnown = false
    count.value = 0
  }
}

/** Marks these as read, or all; what is left is the new number. */
export async function markRead(ids?: string[]): Promise<void> {
  const left = await api.markRead(ids)
  latest += 1
  count.value = left
}

/** The number as it is shown: 100 stands for more. */
export function sayCount(n: number): string {
  return n >= 100 ? '99+' : String(n)
}
