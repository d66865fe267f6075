import { computed, onScopeDispose, reactive, ref, type Ref } from 'vue'

import * as api from '@/api/reports'
import type { ReportDetail } from '@/api/reports'
import { asProblem, type ApiProblem } from '@/api/problem'

const WAIT_MS = 800

/**
 * The text of a report while it is written: kept by itself a moment after the last key. Somebody else's words are never
 * overwritten unseen: where both wrote in one part, theirs stand beside ours until one is chosen.
 */
export function useWriting(report: Ref<ReportDetail | null>, write: typeof api.write = api.write, read: typeof api.get = api.get) {
  /** What was written here and is not yet kept. */
  const mine = reactive<Record<string, string>>({})
  /** What somebody else wrote into a part that is being written here. */
  const theirs = reactive<Record<string, string>>({})
  const problem = ref<ApiProblem | null>(null) as Ref<ApiProblem | null>
  const saving = ref(false)
  const savedAt = ref<number | null>(null)
  let waiting: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | null = null

  const dirty = computed(() => Object.keys(mine).length > 0)
  const kept = (key: string): string => report.value?.parts.find((part) => part.key === key)?.text ?? ''
  const textOf = (key: string): string => mine[key] ?? kept(key)

  function put(key: string, text: string): void {
    if (text === kept(key) && !(key in theirs)) delete mine[key]
    else mine[key] = text
    clearTimeout(waiting)
    waiting = setTimeout(() => void flush(), WAIT_MS)
  }

  /** What is being written while it was sent stays. */
  function taken(sent: Record<string, string>, now: ReportDetail): void {
    report.value = now
    for (const [key, text] of Object.entries(sent)) if (mine[key] === text) delete mine[key]
    savedAt.value = Date.now()
  }

  /** Somebody else kept something meanwhile: what we did not touch is theirs, what both touched is asked for. */
  async function meet(sent: Record<string, string>): Promise<boolean> {
    const before = report.value
    if (before === null) return false
    const base = Object.fromEntries(before.parts.map((part) => [part.key, part.text]))
    const now = await read(before.id)
    const both = Object.keys(sent).filter((key) => {
      const other = now.parts.find((part) => part.key === key)?.text ?? ''
      return other !== (base[key] ?? '') && other !== sent[key]
    })
    report.value = now
    both.forEach((key) => (theirs[key] = now.parts.find((part) => part.key === key)?.text ?? ''))
    return both.length === 0
  }

  async function send(again = true): Promise<void> {
    const now = report.value
    const sent = Object.fromEntries(Object.entries(mine).filter(([key]) => !(key in theirs)))
    if (now === null || Object.keys(sent).length === 0) return
    saving.value = true
    problem.value = null
    try {
      taken(sent, await write(now, { parts: Object.entries(sent).map(([key, text]) => ({ key, text })) }))
    } catch (thrown) {
      const why = asProblem(thrown)
      if (why.status === 412 && again && (await meet(sent).catch((other) => ((problem.value = asProblem(other)), false)))) return await send(false)
      if (why.status !== 412 || !again) problem.value = why
    } finally {
      saving.value = false
    }
  }

  /** Keeps what is written, at once; one after the other. */
  async function flush(): Promise<void> {
    clearTimeout(waiting)
    await running
    running = send()
    await running
    running = null
  }

  async function keep(key: string, whose: 'mine' | 'theirs'): Promise<void> {
    if (whose === 'theirs') delete mine[key]
    delete theirs[key]
    if (whose === 'mine') await flush()
  }

  /** Lets what was written go: what follows from the figures stands there again. */
  async function reset(key: string): Promise<void> {
    await flush()
    delete mine[key]
    const now = report.value
    if (now === null) return
    saving.value = true
    problem.value = null
    try {
      report.value = await write(now, { parts: [{ key }] })
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      saving.value = false
    }
  }

  function leaving(event: BeforeUnloadEvent): void {
    if (dirty.value) event.preventDefault()
  }

  addEventListener('beforeunload', leaving)
  onScopeDispose(() => {
    removeEventListener('beforeunload', leaving)
    clearTimeout(waiting)
    if (dirty.value) void flush()
  })

  return { textOf, put, flush, keep, reset, theirs, problem, saving, savedAt, dirty }
}
