import { computed, reactive, ref, shallowRef, watch, type Ref } from 'vue'

import * as contractsApi from '@/api/contracts'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as tickets from '@/api/tickets'
import type { Catalogue, ContractSummary, Ticket } from '@/api/types'
import { useSession } from '@/session/useSession'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'

import { DRAFT_NAME, EMPTY, missing, newTicket, partsOf, placeOf, usualCase, type Draft } from './draft'

/** Reporting something: sensible choices are made beforehand, and nothing that was typed is lost. */
export function useReport(contract: Ref<ContractSummary | null>) {
  const session = useSession()
  const draft = reactive<Draft>({ ...structuredClone(EMPTY), ...readDraft<Draft>(DRAFT_NAME) })
  if (draft.reporter === '') draft.reporter = session.name

  const catalogue = shallowRef<Catalogue | null>(null)
  const catalogueProblem = ref<ApiProblem | null>(null)
  const problem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  const wanted = ref<string[]>([])
  const files = shallowRef<File[]>([])
  const sent = shallowRef<Ticket | null>(null)
  /** Files that did not arrive, with the reason. */
  const failed = shallowRef<{ file: File; why: string }[]>([])
  const uploading = ref('')
  let key = crypto.randomUUID()
  /** The case was chosen for somebody, so that it may be changed for them too. */
  let proposed = draft.case === ''

  const works = computed(() => catalogue.value?.works ?? [])
  const work = computed(() => works.value.find((one) => one.key === partsOf(draft.place).work) ?? null)
  const cases = computed(() => work.value?.cases ?? [])
  const paper = computed(() => catalogue.value?.kinds.find((one) => one.kind === draft.kind)?.form ?? null)

  async function readCatalogue(): Promise<void> {
    catalogue.value = null
    catalogueProblem.value = null
    const id = draft.contract
    if (id === '') return
    try {
      const answer = await contractsApi.keptCatalogue(id)
      if (draft.contract !== id) return
      catalogue.value = answer
      settle()
    } catch (thrown) {
      catalogueProblem.value = asProblem(thrown)
    }
  }

  /** Drops what the contract does not know, takes what is the only choice, and proposes the usual case. */
  function settle(): void {
    if (!catalogue.value) return
    const { service } = partsOf(draft.place)
    if (!work.value) draft.place = works.value.length === 1 ? placeOf(works.value[0]!.key) : ''
    else if (service !== '' && !work.value.services.some((one) => one.key === service)) draft.place = placeOf(work.value.key)
    const systems = work.value?.systems ?? []
    if (systems.length > 0 && !systems.some((one) => one.key === draft.asset)) draft.asset = ''
    if (!cases.value.some((one) => one.key === draft.case)) {
      draft.case = ''
      proposed = true
    }
    if (proposed) draft.case = usualCase(draft.kind, work.value)
  }

  watch(contract, (one) => (draft.contract = one?.id ?? ''), { immediate: true })
  watch(() => draft.contract, readCatalogue, { immediate: true })
  watch(() => [draft.place, draft.kind], settle)
  watch(draft, (content) => {
    if (sent.value) return
    writeDraft(DRAFT_NAME, content)
    wanted.value = wanted.value.filter((name) => missing(draft).includes(name))
  })

  /** A case that somebody chose stays, whatever else they change. */
  function judge(): void {
    proposed = false
  }

  async function upload(ticket: Ticket, all: File[]): Promise<void> {
    const lost: { file: File; why: string }[] = []
    for (const file of all) {
      uploading.value = file.name
      await tickets.attach(ticket.id, file, 'public').catch((thrown) => lost.push({ file, why: asProblem(thrown).detail }))
    }
    uploading.value = ''
    failed.value = lost
  }

  async function submit(): Promise<void> {
    wanted.value = missing(draft)
    if (wanted.value.length > 0 || busy.value) return
    busy.value = true
    problem.value = null
    try {
      const ticket = await tickets.open(draft.contract, newTicket(draft), key)
      sent.value = ticket
      forgetDraft(DRAFT_NAME)
      await upload(ticket, files.value)
    } catch (thrown) {
      problem.value = asProblem(thrown)
      if (problem.value.status >= 400) key = crypto.randomUUID()
    } finally {
      busy.value = false
    }
  }

  async function uploadAgain(): Promise<void> {
    if (sent.value) await upload(sent.value, failed.value.map((one) => one.file))
  }

  function clear(): void {
    Object.assign(draft, { ...structuredClone(EMPTY), contract: contract.value?.id ?? '', reporter: session.name })
    files.value = []
    failed.value = []
    wanted.value = []
    problem.value = null
    sent.value = null
    proposed = true
    key = crypto.randomUUID()
    settle()
    setTimeout(() => forgetDraft(DRAFT_NAME))
  }

  return { draft, catalogue, catalogueProblem, readCatalogue, works, work, cases, paper, problem, busy, wanted, files, sent, failed, uploading, judge, submit, uploadAgain, clear }
}
