import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'

import { takings as api } from '@/api/assets'
import { asProblem, type ApiProblem } from '@/api/problem'
import { serverNow } from '@/api/serverClock'
import { counting, keptOf, refreshed, sentOf, unsentOf, type KeptCount } from '@/shared/assets/counting'
import { keepDraft } from '@/shared/offline/queue'
import { online, person, store } from '@/shared/offline/useField'

const RETRY_MS = 15_000
const AT_ONCE = 500

/** A stock-taking that is counted on the phone: written to its disk before it counts, sent when there is a network. */
export function useCount(taking: string) {
  const kept = shallowRef<KeptCount | null>(null)
  const problem = ref<ApiProblem | null>(null)
  const refused = ref<{ about: string; reason: string }[]>([])
  const loading = ref(true)
  const unsent = computed(() => (kept.value ? unsentOf(kept.value).length : 0))
  const draft = `count:${person.value?.id ?? ''}:${taking}`
  let saving: Promise<void> = Promise.resolve()
  let sending: Promise<void> | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function save(now: KeptCount): Promise<void> {
    kept.value = now
    saving = saving.then(async () => keepDraft(await store(), { id: draft, person: person.value!.id, content: JSON.parse(JSON.stringify(now)), at: new Date(serverNow()).toISOString() }))
    return saving
  }

  async function count(line: string, counted: number): Promise<void> {
    if (kept.value === null) return
    await save(counting(kept.value, line, counted, new Date(serverNow()).toISOString()))
    void send()
  }

  /** One at a time, so that counts arrive in their order. */
  function send(): Promise<void> {
    sending ??= sendAll().finally(() => (sending = null))
    return sending
  }

  async function sendAll(): Promise<void> {
    clearTimeout(timer)
    for (let lines = unsentNow(); lines.length > 0; lines = unsentNow()) {
      try {
        const answer = await api.count(taking, lines)
        problem.value = null
        refused.value = answer.refused
        if (kept.value) await save(sentOf(kept.value, lines))
      } catch (thrown) {
        const found = asProblem(thrown)
        // Silence passes; what the server refuses is told.
        if (found.status !== 0) problem.value = found
        timer = setTimeout(() => void send(), RETRY_MS)
        return
      }
    }
  }

  function unsentNow(): ReturnType<typeof unsentOf> {
    return kept.value ? unsentOf(kept.value).slice(0, AT_ONCE) : []
  }

  async function load(): Promise<void> {
    loading.value = true
    problem.value = null
    const before = (await (await store()).get('drafts', draft))?.content as KeptCount | undefined
    if (before) kept.value = before
    try {
      const [detail, lines] = await Promise.all([api.get(taking), api.everyLine(taking)])
      await save(refreshed(kept.value, keptOf(detail, lines)))
      void send()
    } catch (thrown) {
      // Without a network what is kept is enough to go on.
      const found = asProblem(thrown)
      if (found.status !== 0 || kept.value === null) problem.value = found
      if (found.status === 0) timer = setTimeout(() => void send(), RETRY_MS)
    } finally {
      loading.value = false
    }
  }

  watch(online, (there) => there && void send())
  onBeforeUnmount(() => {
    clearTimeout(timer)
    // All is at the server: nothing of it has to stay on the phone.
    if (kept.value && unsent.value === 0) void saving.then(async () => (await store()).delete('drafts', draft))
  })
  return { kept, problem, refused, loading, unsent, load, count, send }
}
