import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, ref, shallowRef } from 'vue'

import * as contractsApi from '@/api/contracts'
import { macros, templates, type Macro, type ReplyTemplate, type Step } from '@/api/desk'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { ContractSummary } from '@/api/types'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { faultsOf } from './variables'

export type Sort = 'template' | 'macro'

export interface Draft {
  sort: Sort
  /** Null while it is new. */
  id: string | null
  name: string
  contract: string
  text: string
  steps: Step[]
}

/** Templates and macros: mine and those of my contracts. */
export function useTexts() {
  const session = useSession()
  const contracts = shallowRef<ContractSummary[]>([])
  const { data, problem, loading, load } = useLoad(async () => {
    const [texts, lists, all] = await Promise.all([templates.list(), macros.list(), contractsApi.list()])
    contracts.value = all
    return { templates: texts, macros: lists }
  })
  const draft = ref<Draft | null>(null)
  const refusal = ref<ApiProblem | null>(null)
  const busy = ref(false)

  /** Shared ones are written by those who lead the work or the desk of the contract. */
  function mayWrite(contract: string): boolean {
    return session.can('ticketing.macros_write', contract)
  }
  const shareable = computed(() => contracts.value.filter((one) => mayWrite(one.id)))
  const writable = computed(() => {
    const now = draft.value
    if (now === null || now.id === null) return true
    const known = now.sort === 'template' ? data.value?.templates : data.value?.macros
    const one = (known as (ReplyTemplate | Macro)[] | undefined)?.find((each) => each.id === now.id)
    return one ? one.mine || (one.contract_id !== null && mayWrite(one.contract_id)) : true
  })
  const faulty = computed(() => {
    const now = draft.value
    if (now === null) return false
    const texts = now.sort === 'template' ? [now.text] : now.steps.flatMap((step) => Object.values(step).filter((value): value is string => typeof value === 'string'))
    return texts.some((text) => faultsOf(text).length > 0)
  })

  function start(sort: Sort): void {
    refusal.value = null
    draft.value = { sort, id: null, name: '', contract: '', text: '', steps: sort === 'macro' ? [{ do: 'take' }] : [] }
  }

  function edit(sort: Sort, one: ReplyTemplate | Macro): void {
    refusal.value = null
    draft.value = { sort, id: one.id, name: one.name, contract: one.contract_id ?? '', text: 'text' in one ? one.text : '', steps: 'steps' in one ? structuredClone(one.steps) : [] }
  }

  async function save(): Promise<void> {
    const now = draft.value
    if (now === null || busy.value) return
    busy.value = true
    refusal.value = null
    const name = now.name.trim()
    const contract_id = now.contract || null
    const steps = JSON.parse(JSON.stringify(now.steps)) as Step[]
    try {
      const saved =
        now.sort === 'template'
          ? await (now.id === null ? templates.create({ name, text: now.text, contract_id }) : templates.change(now.id, { name, text: now.text }))
          : await (now.id === null ? macros.create({ name, steps, contract_id }) : macros.change(now.id, { name, steps }))
      ElMessage.success(t('texts.saved', { name }))
      await load()
      edit(now.sort, saved)
    } catch (thrown) {
      refusal.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  async function remove(): Promise<void> {
    const now = draft.value
    if (now === null || now.id === null) return
    busy.value = true
    try {
      await (now.sort === 'template' ? templates : macros).remove(now.id)
      draft.value = null
      await load()
    } catch (thrown) {
      refusal.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  void load()
  return { data, problem, loading, load, contracts, shareable, draft, refusal, busy, writable, faulty, start, edit, save, remove }
}
