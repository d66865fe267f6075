import { computed, reactive, ref, shallowRef, watch } from 'vue'

import { agents as agentsApi, credentials as credentialsApi, probes, systems as systemsApi, type Agent, type Credential, type Probe, type ProbeKind, type Trial, type WatchedSystem } from '@/api/probing'
import { useSession } from '@/session/useSession'
import { useSending } from '@/shared/useSending'

import { bodyOf, draftOf, emptyDraft, isWhole } from './draft'
import { emptyFields, type Fields } from './target'

/** A probe that is set up or changed. It can be tried as it is written, before it is kept. */
export function useProbeForm(old: Probe | null, first: string, saved: (probe: Probe) => void) {
  const session = useSession()
  const draft = reactive(old ? draftOf(old) : emptyDraft(first))
  const systems = shallowRef<WatchedSystem[] | null>(null)
  const credentials = shallowRef<Credential[]>([])
  const agents = shallowRef<Agent[]>([])
  const trial = shallowRef<Trial | null>(null)
  const trying = ref(false)
  /** As somebody else left it meanwhile. */
  const current = shallowRef<Probe | null>(null)
  const version = ref(old?.version ?? 0)
  const { busy, problem, send } = useSending()

  async function readContract(contract: string): Promise<void> {
    systems.value = null
    if (contract === '') return
    const [some, names, pushing] = await Promise.all([systemsApi.list(contract).catch(() => []), credentialsApi.list(contract).catch(() => []), agentsApi.list(contract).catch(() => [])])
    if (draft.contract !== contract) return
    systems.value = some
    credentials.value = names
    agents.value = pushing
    if (!some.some((one) => one.id === draft.system)) draft.system = some.length === 1 ? some[0]!.id : ''
    if (!names.some((one) => one.id === draft.credential)) draft.credential = ''
  }
  watch(() => draft.contract, readContract, { immediate: true })

  function setKind(kind: ProbeKind): void {
    draft.kind = kind
    draft.fields = emptyFields(kind)
    draft.limits = []
    trial.value = null
  }

  function setFields(fields: Fields): void {
    draft.fields = fields
  }

  /** Systems are named while one is at it. */
  async function addSystem(name: string): Promise<boolean> {
    return send(async () => {
      const system = await systemsApi.add(draft.contract, { name })
      systems.value = [...(systems.value ?? []), system]
      draft.system = system.id
    })
  }

  async function tryIt(): Promise<void> {
    trying.value = true
    trial.value = null
    await send(async () => {
      trial.value = await probes.tryBody(draft.contract, bodyOf(draft, old ?? undefined))
    })
    trying.value = false
  }

  async function save(): Promise<void> {
    if (!isWhole(draft)) return
    const { kind, ...body } = bodyOf(draft, old ?? undefined)
    const done = await send(async () => {
      const probe = old ? await probes.change(old.id, version.value, body) : await probes.add(draft.contract, { ...body, kind })
      saved(probe)
    })
    if (!done && problem.value?.is('probing.stale_version')) current.value = (problem.value.body.current as Probe | undefined) ?? null
  }

  /** Mine goes over theirs, now that I have seen it. */
  async function insist(): Promise<void> {
    if (!current.value) return
    version.value = current.value.version
    current.value = null
    await save()
  }

  function takeTheirs(): void {
    if (!current.value) return
    Object.assign(draft, draftOf(current.value))
    version.value = current.value.version
    current.value = null
    problem.value = null
  }

  const whole = computed(() => isWhole(draft))
  const keepsSecrets = computed(() => session.can('probing.secrets', draft.contract))
  return { draft, systems, credentials, agents, trial, trying, current, busy, problem, whole, keepsSecrets, setKind, setFields, addSystem, tryIt, save, insist, takeTheirs }
}
