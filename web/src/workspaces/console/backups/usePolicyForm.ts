import { computed, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/backups'
import type { Policy } from '@/api/backups'
import { get as contractOf, keptCatalogue } from '@/api/contracts'
import type { Work } from '@/api/types'
import { useSession } from '@/session/useSession'
import { useSending } from '@/shared/useSending'

import { bodyOf, changeOf, draftOf, emptyDraft, isWhole, underRule } from './draft'
import { standardsOf, type Standard } from './standard'

/** A policy that is set up or changed; what the contract asks for is filled in first. */
export function usePolicyForm(old: Policy | null, contract: string, hostKey: string, saved: (policy: Policy) => void) {
  const session = useSession()
  const draft = ref(old ? { ...draftOf(old), ...(hostKey === '' ? {} : { host_key: hostKey, secret: 'password' as const }) } : emptyDraft(contract))
  const base = shallowRef(old)
  const standards = shallowRef<Standard[] | null>(null)
  const works = shallowRef<Work[]>([])
  /** As somebody else left it meanwhile. */
  const current = shallowRef<Policy | null>(null)
  const { busy, problem, send } = useSending()
  const standard = computed(() => standards.value?.find((one) => one.id === draft.value.rule) ?? null)
  const mayWork = computed(() => works.value.filter((one) => (standard.value?.works.length ?? 0) === 0 || standard.value?.works.includes(one.key)))

  async function readContract(id: string): Promise<void> {
    standards.value = null
    if (id === '') return
    const [detail, catalogue] = await Promise.all([contractOf(id).catch(() => null), keptCatalogue(id).catch(() => null)])
    if (draft.value.contract !== id) return
    standards.value = standardsOf(detail?.sections ?? {})
    works.value = catalogue?.works ?? []
    if (old === null) chooseRule(standards.value.length === 1 ? standards.value[0]!.id : '')
  }
  watch(() => draft.value.contract, readContract, { immediate: true })

  function chooseRule(id: string): void {
    draft.value = underRule(draft.value, standards.value?.find((one) => one.id === id) ?? null, standard.value)
  }

  async function save(): Promise<void> {
    if (!isWhole(draft.value)) return
    const done = await send(async () => saved(base.value ? await api.change(base.value.id, base.value.version, changeOf(base.value, draft.value)) : await api.add(draft.value.contract, bodyOf(draft.value))))
    if (!done && problem.value?.is('backups.stale_version')) current.value = (problem.value.body.current as Policy | undefined) ?? null
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
  const keepsSecrets = computed(() => session.can('backups.secrets', draft.value.contract))
  return { draft, standards, standard, works: mayWork, current, busy, problem, whole, keepsSecrets, chooseRule, save, insist, takeTheirs }
}
