import { computed, onMounted, ref, shallowRef } from 'vue'

import * as api from '@/api/operations'
import type { DeadLetter, LetterKey } from '@/api/operations'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'

import { attempt } from '../parts/attempt'

export const keyOf = (letter: LetterKey): string => `${letter.subscriber}/${letter.seq}`

/** Deliveries that are not tried again by themselves; several are settled at once. */
export function useDeadLetters() {
  const pages = usePages<DeadLetter>(api.deadLetters)
  const picked = shallowRef<ReadonlySet<string>>(new Set())
  const busy = ref(false)
  const chosen = computed(() => pages.items.value.filter((letter) => picked.value.has(keyOf(letter))))
  const all = computed(() => pages.items.value.length > 0 && chosen.value.length === pages.items.value.length)
  onMounted(pages.load)

  function pick(letter: DeadLetter): void {
    const next = new Set(picked.value)
    if (!next.delete(keyOf(letter))) next.add(keyOf(letter))
    picked.value = next
  }

  function pickAll(): void {
    picked.value = all.value ? new Set() : new Set(pages.items.value.map(keyOf))
  }

  async function settle(step: (items: LetterKey[]) => Promise<unknown>, letters: DeadLetter[], done: string): Promise<boolean> {
    busy.value = true
    const worked = await attempt(() => step(letters.map(({ subscriber, seq }) => ({ subscriber, seq }))), done)
    picked.value = new Set()
    await pages.load()
    busy.value = false
    return worked
  }

  const retry = (letters: DeadLetter[]): Promise<boolean> => settle(api.retryLetters, letters, t('dead.retried', { n: letters.length }))
  const discard = (letters: DeadLetter[], reason: string): Promise<boolean> =>
    settle((items) => api.discardLetters(items, reason), letters, t('dead.discarded', { n: letters.length }))

  return { ...pages, picked, chosen, all, busy, pick, pickAll, retry, discard }
}
