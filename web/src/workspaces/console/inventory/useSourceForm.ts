import { computed, ref, shallowRef, watch } from 'vue'

import { get as contractOf, keptCatalogue } from '@/api/contracts'
import * as api from '@/api/inventory'
import type { Engine, Source } from '@/api/inventory'
import type { Work } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useSending } from '@/shared/useSending'

import { bodyOf, changeOf, draftOf, emptyDraft, isWhole, losesPassword, withEngine } from './draft'

interface Rule {
  id: string
  clause: string
  title: string
}

/** A source that is registered or changed. */
export function useSourceForm(old: Source | null, contract: string, saved: (source: Source) => void) {
  const session = useSession()
  const draft = ref(old ? draftOf(old) : emptyDraft(contract))
  const base = shallowRef(old)
  const rules = shallowRef<Rule[]>([])
  const works = shallowRef<Work[]>([])
  /** As somebody else left it meanwhile. */
  const current = shallowRef<Source | null>(null)
  const { busy, problem, send } = useSending()

  async function readContract(id: string): Promise<void> {
    if (id === '') return
    const [detail, catalogue] = await Promise.all([contractOf(id).catch(() => null), keptCatalogue(id).catch(() => null)])
    if (draft.value.contract !== id) return
    rules.value = Array.isArray(detail?.sections.data_inventories) ? (detail.sections.data_inventories as Rule[]) : []
    works.value = catalogue?.works ?? []
    if (old === null) Object.assign(draft.value, { rule: rules.value.length === 1 ? rules.value[0]!.id : '', work: works.value.length === 1 ? works.value[0]!.key : '' })
  }
  watch(() => draft.value.contract, readContract, { immediate: true })

  function setEngine(engine: Engine): void {
    draft.value = withEngine(draft.value, engine)
  }

  async function save(): Promise<void> {
    if (!isWhole(draft.value)) return
    const done = await send(async () => saved(base.value ? await api.change(base.value.id, base.value.version, changeOf(base.value, draft.value)) : await api.add(draft.value.contract, bodyOf(draft.value))))
    if (!done && problem.value?.is('inventory.stale_version')) current.value = (problem.value.body.current as Source | undefined) ?? null
  }

  /** Mine goes over theirs, now that I have seen it. */
  async function insist(): Promise<void> {
    base.value = current.value
    current.value = null
    await save()
  }

  function takeTheirs(): void {
    if (!current.value) return
    draft.value = draftOf(current.value)
    base.value = current.value
    current.value = null
    problem.value = null
  }

  const whole = computed(() => isWhole(draft.value))
  const keepsSecrets = computed(() => session.can('inventory.secrets', draft.value.contract))
  const loses = computed(() => losesPassword(base.value, draft.value))
  return { draft, rules, works, current, busy, problem, whole, keepsSecrets, loses, setEngine, save, insist, takeTheirs }
}
