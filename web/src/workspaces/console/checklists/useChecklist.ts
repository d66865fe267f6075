import { computed, nextTick, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/inspection'
import type { Checklist } from '@/api/inspection'
import { t } from '@/i18n'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'
import { useLoad } from '@/shared/useLoad'
import { useSending } from '@/shared/useSending'

import { bodyOf, differenceOf, draftOf, emptyPoint, faultsOf, freshKey, moved, type Draft, type Point } from './points'

interface Kept {
  version: number
  draft: Draft
}

/** A checklist that is written: what was typed survives a reload, and nobody's newer version is overwritten unseen. */
export function useChecklist(contract: () => string, id: () => string) {
  const base = shallowRef<Checklist | null>(null)
  const draft = ref<Draft>({ title: '', sheet: 'plain', signatures: [], machine: false, points: [] })
  const opened = ref('')
  const restored = ref(false)
  const current = shallowRef<Checklist | null>(null)
  const gone = shallowRef<{ point: Point; at: number } | null>(null)
  const says = ref('')
  const { busy, problem: refusal, send } = useSending()
  const name = computed(() => `checklist.${id()}`)

  const { problem, loading, load } = useLoad(async () => {
    const found = (await api.checklists(contract())).find((one) => one.id === id()) ?? null
    base.value = found
    if (found === null) return null
    const kept = readDraft<Kept>(name.value)
    restored.value = kept.version === found.version && kept.draft !== undefined
    draft.value = restored.value ? kept.draft! : draftOf(found)
    return found
  })

  const body = computed(() => bodyOf(draft.value))
  const isChanged = computed(() => base.value !== null && JSON.stringify(body.value) !== JSON.stringify(bodyOf(draftOf(base.value))))
  const faults = computed(() => draft.value.points.flatMap((point, i) => faultsOf(point).map((fault) => ({ key: point.key, n: i + 1, fault }))))
  const theirs = computed(() => (base.value && current.value ? differenceOf(base.value.items, current.value.items) : null))
  const groups = computed(() => [...new Set(draft.value.points.map((point) => point.group.trim()).filter((group) => group !== ''))])
  watch(draft, (now) => {
    if (base.value === null) return
    if (isChanged.value) writeDraft(name.value, { version: base.value.version, draft: now } satisfies Kept)
    else forgetDraft(name.value)
  }, { deep: true })

  const placeOf = (key: string): number => draft.value.points.findIndex((point) => point.key === key)
  const titleOf = (point: Point): string => point.title.trim() || t('check.untitled')

  function open(key: string): void {
    opened.value = opened.value === key ? '' : key
  }

  async function focus(key: string, part: string): Promise<void> {
    await nextTick()
    document.querySelector<HTMLElement>(`[data-point="${CSS.escape(key)}"] ${part}`)?.focus()
  }

  function put(key: string, to: number): void {
    const from = placeOf(key)
    if (from === to || to < 0 || to >= draft.value.points.length) return
    const point = draft.value.points[from]!
    draft.value.points = moved(draft.value.points, from, to)
    says.value = t('check.movedTo', { title: titleOf(point), n: to + 1, all: draft.value.points.length })
    void focus(key, '[data-open-point]')
  }

  /** Behind the one that is open, in its group; at the end where none is. */
  function add(like?: Point): void {
    const at = placeOf(like?.key ?? opened.value)
    const before = draft.value.points[at] ?? draft.value.points[draft.value.points.length - 1]
    const point = like ? { ...structuredClone(JSON.parse(JSON.stringify(like)) as Point), key: freshKey(draft.value.points) } : emptyPoint(draft.value.points, before?.group ?? '')
    const place = at < 0 ? draft.value.points.length : at + 1
    draft.value.points = [...draft.value.points.slice(0, place), point, ...draft.value.points.slice(place)]
    opened.value = point.key
    void focus(point.key, '[data-field="title"]')
  }

  function remove(key: string): void {
    const at = placeOf(key)
    if (at < 0) return
    gone.value = { point: draft.value.points[at]!, at }
    draft.value.points = draft.value.points.filter((_, i) => i !== at)
    const next = draft.value.points[Math.min(at, draft.value.points.length - 1)]
    if (next) void focus(next.key, '[data-open-point]')
  }

  function undo(): void {
    const last = gone.value
    if (last === null) return
    draft.value.points = [...draft.value.points.slice(0, last.at), last.point, ...draft.value.points.slice(last.at)]
    gone.value = null
    void focus(last.point.key, '[data-open-point]')
  }

  function began(checklist: Checklist): void {
    forgetDraft(name.value)
    base.value = checklist
    draft.value = draftOf(checklist)
    current.value = null
    restored.value = false
    gone.value = null
  }

  async function save(): Promise<Checklist | null> {
    const now = base.value
    if (now === null) return null
    const [wrong] = faults.value
    if (wrong) {
      opened.value = wrong.key
      await focus(wrong.key, '[data-field="title"]')
      return null
    }
    let saved: Checklist | null = null
    await send(async () => {
      saved = await api.changeChecklist(now.id, now.version, body.value)
      began(saved)
    })
    if (saved === null && refusal.value?.status === 412) current.value = (refusal.value.body.current as Checklist | undefined) ?? null
    return saved
  }

  function insist(): Promise<Checklist | null> {
    if (current.value !== null) base.value = current.value
    current.value = null
    return save()
  }

  function takeTheirs(): void {
    if (current.value !== null) began(current.value)
    refusal.value = null
  }

  function dropKept(): void {
    if (base.value !== null) began(base.value)
  }

  watch(id, () => void load(), { immediate: true })
  return { base, draft, body, opened, restored, current, theirs, gone, says, groups, faults, isChanged, busy, refusal, problem, loading, load, open, put, placeOf, titleOf, add, remove, undo, save, insist, takeTheirs, dropKept }
}
