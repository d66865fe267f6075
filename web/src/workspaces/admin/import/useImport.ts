import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRouter } from 'vue-router'

import * as api from '@/api/contracts'
import type { Imported } from '@/api/contracts'
import { asProblem, type ApiProblem } from '@/api/problem'
import { serverNow } from '@/api/serverClock'
import { t } from '@/i18n'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'
import { readText } from '@/shared/readFile'

import { dayOf, later } from '../parts/days'
import { notesOf, notesOfRefusal } from './marks'

const DRAFT = 'contract-import'

/** A contract file on its way in: looked at with every change of text or date, published only then. */
export function useImport() {
  const router = useRouter()
  const kept = readDraft<{ text: string; fileName: string }>(DRAFT)
  const text = ref(kept.text ?? '')
  const fileName = ref(kept.fileName ?? '')
  const effectiveOn = ref('')
  const note = ref('')
  /** The text is being typed in, not yet looked at. */
  const editing = ref(true)
  const busy = ref(false)
  const result = shallowRef<Imported | null>(null)
  const refusal = shallowRef<ApiProblem | null>(null)
  const notes = computed(() => (result.value ? notesOf(result.value.findings) : refusal.value ? notesOfRefusal(refusal.value) : []))
  /** An amendment has to say from when it holds; the day after which that is. */
  const lastVersion = ref<string | null>(null)
  let latest = 0

  // What was typed outlives a reload; a browser that has no room for it only forgets it.
  watch(text, () => {
    try {
      writeDraft(DRAFT, { text: text.value, fileName: fileName.value })
    } catch {
      forgetDraft(DRAFT)
    }
  })

  function handedIn(): api.ContractText {
    return { text: text.value, ...(effectiveOn.value ? { effective_on: effectiveOn.value } : {}), ...(note.value.trim() ? { note: note.value.trim() } : {}) }
  }

  async function check(): Promise<void> {
    if (text.value.trim() === '') return
    const mine = (latest += 1)
    busy.value = true
    editing.value = false
    try {
      const looked = await api.importText(handedIn(), true)
      if (mine !== latest) return
      result.value = looked
      refusal.value = null
      effectiveOn.value = looked.effective_on
    } catch (thrown) {
      if (mine !== latest) return
      result.value = null
      refusal.value = asProblem(thrown)
      if (await dated(refusal.value)) return
    } finally {
      if (mine === latest) busy.value = false
    }
  }

  /** An amendment without a date is looked at once more with the first day that is possible from today on. */
  async function dated(problem: ApiProblem): Promise<boolean> {
    const { last } = problem.body
    if (typeof last === 'string') lastVersion.value = last
    if (!problem.is('contracts.effective_date_needed') || typeof last !== 'string' || effectiveOn.value) return false
    const [today, next] = [dayOf(serverNow()), later(last, 1)]
    effectiveOn.value = today > next ? today : next
    await check()
    return true
  }

  async function take(next: string, name: string): Promise<void> {
    text.value = next
    fileName.value = name
    effectiveOn.value = ''
    lastVersion.value = null
    await check()
  }

  async function read(file: File): Promise<void> {
    await take(await readText(file), file.name)
  }

  /** The text of the last version, to write an amendment from. */
  async function begin(contract: string): Promise<void> {
    busy.value = true
    try {
      const last = (await api.versions(contract)).at(-1)
      if (!last) return
      text.value = (await api.versionText(contract, last.version)).text
      fileName.value = ''
    } catch (thrown) {
      refusal.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  async function publish(): Promise<boolean> {
    busy.value = true
    try {
      const done = await api.importText(handedIn(), false)
      forgetDraft(DRAFT)
      ElMessage.success(t('import.published', { title: done.title, n: done.version }))
      await router.push({ name: 'contract-versions', params: { id: done.contract_id ?? '' }, query: { version: String(done.version) } })
      return true
    } catch (thrown) {
      result.value = null
      refusal.value = asProblem(thrown)
      return false
    } finally {
      busy.value = false
    }
  }

  return { text, fileName, effectiveOn, note, editing, busy, result, refusal, notes, lastVersion, check, read, begin, publish }
}
