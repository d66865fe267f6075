import { computed, onMounted, ref, shallowRef, watch, type Ref } from 'vue'

import type { Asked } from '@/api/fieldInspection'
import { serverNow } from '@/api/serverClock'
import type { KeptInspection } from '@/shared/offline/db'
import { expectedRun } from '@/shared/offline/expectedRun'
import { refreshInspection } from '@/shared/offline/refreshInspections'
import { checklistId, type RunDraft } from '@/shared/offline/runDraft'
import { calls, operations, person, rounds, store } from '@/shared/offline/useField'

/** An inspection from the store with what was done here on top, read anew behind the page when there is a network. */
export function useInspection(id: string, draft: Readonly<Ref<RunDraft | null>>) {
  const kept = shallowRef<KeptInspection | null>(null)
  /** What it will be begun with; one that was begun keeps its own. */
  const checklist = shallowRef<Asked | null>(null)
  const looking = ref(true)

  const asked = computed<Asked | null>(() => kept.value?.run?.checklist ?? checklist.value)
  const now = computed(() => (kept.value ? expectedRun(kept.value, asked.value, operations.value, draft.value, person.value?.name ?? '') : null))

  async function fromStore(): Promise<void> {
    const db = await store()
    kept.value = (await db.get('inspections', id)) ?? kept.value
    if (kept.value) checklist.value = (await db.get('checklists', checklistId(kept.value.occurrence)))?.checklist ?? null
    if (kept.value) looking.value = false
  }

  onMounted(async () => {
    await fromStore()
    await refreshInspection(await store(), calls, id, serverNow()).catch(() => null)
    await fromStore()
    looking.value = false
  })
  // Another tab, the sender or the reader has changed something.
  watch([operations, rounds], fromStore)

  return { kept, asked, now, looking }
}
