import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, onMounted, reactive, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'

import * as contractsApi from '@/api/contracts'
import { calls } from '@/api/hotline'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as tickets from '@/api/tickets'
import type { Catalogue } from '@/api/types'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'
import { useLoad } from '@/shared/useLoad'

import { DRAFT_NAME, EMPTY, missing, newTicket, type Draft } from './draft'

/** Registering a ticket: what the contract offers narrows with each choice, and the draft survives a reload. */
export function useOpenTicket() {
  const route = useRoute()
  const router = useRouter()
  const session = useSession()
  const { data: contracts, problem: contractsProblem, loading, load } = useLoad(async () => (await contractsApi.list()).filter((one) => session.can('ticketing.open', one.id)))

  /** Each call has a draft of its own; without a call there is one. */
  const name = typeof route.query.draft === 'string' && route.query.draft !== '' ? `${DRAFT_NAME}.${route.query.draft}` : DRAFT_NAME
  const draft = reactive<Draft>({ ...structuredClone(EMPTY), ...readDraft<Draft>(name) })
  const catalogue = shallowRef<Catalogue | null>(null)
  const problem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  /** The fields that were found empty when it was tried to send. */
  const wanted = ref<string[]>([])
  /** A second click sends the same ticket, not another one. */
  let key = crypto.randomUUID()

  const contract = computed(() => contracts.value?.find((one) => one.id === draft.contract) ?? null)
  const work = computed(() => catalogue.value?.works.find((one) => one.key === draft.work) ?? null)
  const cases = computed(() => work.value?.cases ?? [])
  const chosen = computed(() => cases.value.find((one) => one.key === draft.case) ?? null)

  onMounted(async () => {
    await load()
    const asked = route.query.contract
    if (typeof asked === 'string') draft.contract = asked
    const usable = contracts.value?.filter((one) => one.state === 'in_force') ?? []
    if (!contract.value) draft.contract = usable.length === 1 ? usable[0]!.id : ''
  })

  async function readCatalogue(id: string): Promise<void> {
    catalogue.value = null
    if (id === '') return
    problem.value = null
    try {
      const answer = await contractsApi.catalogue(id)
      if (draft.contract !== id) return
      catalogue.value = answer
      settle()
    } catch (thrown) {
      problem.value = asProblem(thrown)
    }
  }

  /** Choices that the contract does not know are dropped; where there is only one, it is taken. */
  function settle(): void {
    if (!catalogue.value) return
    if (!work.value) draft.work = catalogue.value.works.length === 1 ? catalogue.value.works[0]!.key : ''
    if (!chosen.value) draft.case = ''
    const systems = work.value?.systems ?? []
    if (systems.length > 0 && !systems.some((system) => system.key === draft.asset)) draft.asset = ''
    if (!work.value?.services.some((service) => service.key === draft.service)) draft.service = ''
  }

  watch(() => draft.contract, readCatalogue, { immediate: true })
  watch(() => draft.work, settle)
  watch(draft, (content) => {
    writeDraft(name, content)
    wanted.value = wanted.value.filter((name) => missing(draft).includes(name))
  })

  function discard(): void {
    Object.assign(draft, structuredClone(EMPTY))
    wanted.value = []
    problem.value = null
    setTimeout(() => forgetDraft(name))
  }

  async function submit(): Promise<void> {
    wanted.value = missing(draft)
    if (wanted.value.length > 0 || busy.value) return
    busy.value = true
    problem.value = null
    try {
      const ticket = await tickets.open(draft.contract, newTicket(draft), key)
      await linkCall(ticket.id)
      forgetDraft(name)
      ElMessage.success(t('open.opened', { number: ticket.number }))
      await router.push({ name: 'ticket', params: { id: ticket.id } })
    } catch (thrown) {
      problem.value = asProblem(thrown)
      if (problem.value.status >= 400) key = crypto.randomUUID()
    } finally {
      busy.value = false
    }
  }

  /** The call that the ticket came by. A ticket that is there stays, whether its call could be linked or not. */
  async function linkCall(ticket: string): Promise<void> {
    if (draft.callId === '' && draft.call === '') return
    try {
      const id = draft.callId || (await calls.reported(draft.phone, draft.call))?.id
      if (id) await calls.link(id, ticket)
    } catch {
      if (draft.callId !== '') ElMessage.warning(t('open.callNotLinked'))
    }
  }

  return { draft, contracts, contractsProblem, loading, load, contract, catalogue, work, cases, chosen, problem, busy, wanted, submit, discard }
}
