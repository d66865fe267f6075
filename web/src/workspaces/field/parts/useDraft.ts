import { nextTick, onBeforeUnmount, ref, toRaw, watch, type Ref } from 'vue'

import { serverNow } from '@/api/serverClock'
import { keepDraft } from '@/shared/offline/queue'
import { person, store } from '@/shared/offline/useField'

const PAUSE_MS = 300

/** Something that is being filled in: kept with every change, so that it is there after the phone died. */
export function useDraft<T extends object>(id: string, draft: Ref<T>, isBlank: (draft: T) => boolean) {
  /** Set by the page when what was kept before is shown. */
  const ready = ref(false)
  const keptAt = ref<string | null>(null)

  let timer: ReturnType<typeof setTimeout> | undefined
  let unsaved = false
  let over = false
  let saving: Promise<void> = Promise.resolve()

  async function load(): Promise<T | null> {
    return ((await (await store()).get('drafts', id))?.content as T | undefined) ?? null
  }

  async function save(): Promise<void> {
    clearTimeout(timer)
    // A change that was made just now is noticed a moment later.
    await nextTick()
    saving = saving.then(write, write)
    await saving
  }

  async function write(): Promise<void> {
    if (!unsaved || over || !person.value) return
    unsaved = false
    if (isBlank(draft.value)) return void (await (await store()).delete('drafts', id))
    const at = new Date(serverNow()).toISOString()
    await keepDraft(await store(), { id, person: person.value.id, content: plain(), at })
    keptAt.value = at
  }

  function plain(): T {
    return JSON.parse(JSON.stringify(toRaw(draft.value))) as T
  }

  /** Runs what hands it in: from then on nothing is kept of it, unless that fails. */
  async function handIn(act: () => Promise<void>): Promise<void> {
    over = true
    try {
      await saving
      await act()
    } catch (thrown) {
      over = false
      throw thrown
    }
  }

  /** What was handed in came back, to be changed. */
  function reopen(): void {
    over = false
  }

  const leave = (): void => void save()
  document.addEventListener('visibilitychange', leave)
  onBeforeUnmount(() => {
    leave()
    document.removeEventListener('visibilitychange', leave)
  })
  watch(
    draft,
    () => {
      if (!ready.value) return
      unsaved = true
      clearTimeout(timer)
      timer = setTimeout(leave, PAUSE_MS)
    },
    { deep: true },
  )

  return { ready, keptAt, load, save, plain, handIn, reopen }
}
