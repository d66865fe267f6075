import { computed, onMounted, reactive, ref, watch } from 'vue'
import { useRouter } from 'vue-router'

import * as api from '@/api/knowledge'
import { asProblem, type ApiProblem } from '@/api/problem'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'

import { editOf, EMPTY, missing, typedOf, type Typed } from './content'

/** Writing an article: what is typed survives a reload, and nobody's newer wording is overwritten unseen. */
export function useEditor(id: () => string | null, saved: (article: api.Article, handedIn: boolean) => void) {
  const router = useRouter()
  const name = computed(() => `knowledge.${id() ?? 'new'}`)
  const typed = reactive<Typed>({ ...EMPTY })
  const article = ref<api.Article | null>(null)
  const loading = ref(id() !== null)
  const failed = ref<ApiProblem | null>(null)
  const problem = ref<ApiProblem | null>(null)
  const busy = ref(false)
  /** Something was typed before and not saved. */
  const restored = ref(false)
  const stale = ref(false)
  const wanted = ref<string[]>([])
  let begun = false
  let key = crypto.randomUUID()

  onMounted(load)

  async function load(): Promise<void> {
    const of = id()
    loading.value = of !== null
    failed.value = null
    try {
      if (of !== null) {
        article.value = await api.get(of)
        Object.assign(typed, typedOf(article.value))
      }
      const kept = readDraft<Typed>(name.value)
      restored.value = Object.keys(kept).length > 0
      Object.assign(typed, kept)
      stale.value = article.value !== null && typed.version !== article.value.version
      begun = true
    } catch (thrown) {
      failed.value = asProblem(thrown)
    } finally {
      loading.value = false
    }
  }

  watch(typed, (content) => {
    wanted.value = wanted.value.filter((field) => missing(typed, true).includes(field))
    if (begun && (article.value === null || JSON.stringify(content) !== JSON.stringify(typedOf(article.value)))) writeDraft(name.value, content)
  })

  async function save(handIn: boolean): Promise<void> {
    wanted.value = missing(typed, handIn)
    if (wanted.value.length > 0 || busy.value) return
    busy.value = true
    problem.value = null
    try {
      const of = id()
      let kept = of === null ? await api.create(created(), key) : await api.edit(of, typed.version ?? 0, editOf(typed))
      leave()
      if (handIn) kept = await api.submit(kept.id)
      saved(kept, handIn)
      await router.push({ name: 'article', params: { id: kept.id } })
    } catch (thrown) {
      problem.value = asProblem(thrown)
      stale.value = problem.value.code === 'knowledge.stale_version'
      if (problem.value.status >= 400) key = crypto.randomUUID()
      if (stale.value) await latest()
    } finally {
      busy.value = false
    }
  }

  function created(): api.NewArticle {
    const content: api.NewArticle & { note?: string | null } = editOf(typed)
    delete content.note
    return content
  }

  async function latest(): Promise<void> {
    const of = id()
    if (of !== null) article.value = await api.get(of).catch(() => article.value)
  }

  /** What is typed goes on top of the newest wording, after it was seen. */
  function takeLatest(): void {
    if (article.value === null) return
    typed.version = article.value.version
    stale.value = false
    problem.value = null
  }

  /** Nothing of it is kept here any more. */
  function leave(): void {
    begun = false
    forgetDraft(name.value)
  }

  return { typed, article, loading, failed, load, problem, busy, restored, stale, wanted, save, takeLatest, leave }
}
