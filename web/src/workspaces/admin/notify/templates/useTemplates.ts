import { computed, onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'

import * as api from '@/api/notify'
import type { NewTemplate, NotificationTemplate, Preview } from '@/api/notify'
import { asProblem, type ApiProblem } from '@/api/problem'
import { t } from '@/i18n'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'
import { useLoad } from '@/shared/useLoad'
import { useSending } from '@/shared/useSending'

import { attempt, tell } from '../../parts/attempt'
import { placesOf } from './faults'

export const NEW = 'new'

interface Draft {
  version: number
  form: NewTemplate
}

const PAUSE_MS = 400
const EMPTY: NewTemplate = { name: '', line: '{{ occasion }}：{{ number }} {{ title }}', body: '{{ occasion }}\n编号：{{ number }}\n标题：{{ title }}\n时间：{{ at }}' }

const alike = (one: NewTemplate, other: NewTemplate): boolean => one.name === other.name && one.line === other.line && one.body === other.body

/** The templates of a contract, and the one that is being written. */
export function useTemplates(contract: Readonly<Ref<string>>, chosen: Readonly<Ref<string>>, close: () => void) {
  const { data, problem, loading, load } = useLoad(() => api.templates.list(contract.value))
  const items = computed<NotificationTemplate[]>(() => data.value?.items ?? [])
  const variables = computed(() => data.value?.variables ?? [])

  const form = ref<NewTemplate>({ ...EMPTY })
  const opened = shallowRef<NotificationTemplate | null>(null)
  const isOpen = ref(false)
  const isGone = ref(false)
  const isRestored = ref(false)
  /** What somebody else saved meanwhile. */
  const theirs = shallowRef<NotificationTemplate | null>(null)
  const { busy, problem: refusal, send } = useSending()

  const original = computed<NewTemplate>(() => opened.value ?? EMPTY)
  const isChanged = computed(() => !alike(form.value, original.value))
  const draftName = computed(() => `notify-template-${contract.value}-${chosen.value}`)

  watch(contract, (id) => {
    data.value = null
    if (id !== '') void load()
  }, { immediate: true })

  watch(
    [chosen, data],
    ([id, list]) => {
      if (!list || id === '') return void (isOpen.value = false)
      if (isOpen.value && (opened.value?.id ?? NEW) === id) return
      begin(id)
    },
    { immediate: true },
  )

  function begin(id: string): void {
    opened.value = items.value.find((one) => one.id === id) ?? null
    isGone.value = opened.value === null && id !== NEW
    theirs.value = null
    refusal.value = null
    const draft = readDraft<Draft>(draftName.value)
    isRestored.value = draft.form !== undefined
    const { name, line, body } = draft.form ?? original.value
    form.value = { name, line, body }
    // Written on an older version: what somebody else saved since must not be lost unseen.
    if (draft.form && opened.value && draft.version !== opened.value.version) theirs.value = opened.value
    isOpen.value = true
  }

  watch(
    form,
    (now) => {
      if (!isOpen.value || isGone.value) return
      if (alike(now, original.value)) forgetDraft(draftName.value)
      else writeDraft(draftName.value, { version: opened.value?.version ?? 0, form: now } satisfies Draft)
    },
    { deep: true },
  )

  function settle(kept: NewTemplate): void {
    forgetDraft(draftName.value)
    form.value = { name: kept.name, line: kept.line, body: kept.body }
    isRestored.value = false
    theirs.value = null
    refusal.value = null
  }

  const drop = (): void => settle(original.value)

  function takeTheirs(): void {
    if (!theirs.value) return
    opened.value = theirs.value
    settle(theirs.value)
  }

  /** Saves over the version that is there now, whoever wrote it. */
  async function save(over = opened.value?.version): Promise<void> {
    const sent = { ...form.value }
    const current = opened.value
    const done = await send(() => (current && over !== undefined ? api.templates.change(current.id, over, sent) : api.templates.add(contract.value, sent)))
    if (done) {
      settle(sent)
      isOpen.value = false
      tell(t('tpl.saved'))
      close()
      return load()
    }
    if ((refusal.value as ApiProblem | null)?.is('notify.stale_version') !== true) return
    await load()
    theirs.value = items.value.find((one) => one.id === current?.id) ?? null
    isGone.value = theirs.value === null
    refusal.value = null
  }

  async function remove(template: NotificationTemplate): Promise<void> {
    if (!(await attempt(() => api.templates.remove(template.id), t('tpl.removed', { name: template.name })))) return
    forgetDraft(`notify-template-${contract.value}-${template.id}`)
    await load()
  }

  return { items, variables, problem, loading, data, load, form, opened, isOpen, isGone, isRestored, isChanged, theirs, busy, refusal, places: computed(() => placesOf(refusal.value)), drop, takeTheirs, save, remove }
}

/** The template filled in by the server while it is being written, or why it cannot be. */
export function usePreview(contract: Readonly<Ref<string>>, form: Readonly<Ref<NewTemplate>>, ticket: Readonly<Ref<string>>) {
  const preview = shallowRef<Preview | null>(null)
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>
  let timer: ReturnType<typeof setTimeout> | undefined
  let latest = 0

  async function look(): Promise<void> {
    const mine = (latest += 1)
    try {
      // A name is not needed to look at a text.
      const filled = await api.templates.preview(contract.value, { ...form.value, name: form.value.name.trim() || '-' }, ticket.value || null)
      if (mine !== latest) return
      preview.value = filled
      problem.value = null
    } catch (thrown) {
      if (mine !== latest) return
      preview.value = null
      problem.value = asProblem(thrown)
    }
  }

  watch(
    [() => form.value.line, () => form.value.body, ticket],
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void look(), PAUSE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))

  return { preview, problem, places: computed(() => placesOf(problem.value)) }
}
