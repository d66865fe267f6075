import { computed, onMounted, ref } from 'vue'

import type { Given, Item, Signer } from '@/api/inspection'
import { serverNow } from '@/api/serverClock'
import { missing, unsigned } from '@/shared/offline/expectedRun'
import { answering, emptyRunDraft, isHere, runDraftId, stepsOf, takeBack, type RunDraft } from '@/shared/offline/runDraft'
import { actOnInspection, person, prefixes, resumed, store } from '@/shared/offline/useField'

import { useDraft } from '../../parts/useDraft'
import { usePictures } from '../../parts/usePictures'
import { useInspection } from '../useInspection'
import { changed, good, unlooked, untouched } from './points'

const isBlank = (draft: RunDraft): boolean => Object.keys(draft.answers).length + Object.keys(draft.signed).length === 0

/** A run that is being filled in. Every answer is kept at once; it is handed in as a whole. */
export function useRun(id: string) {
  const draft = ref<RunDraft>(emptyRunDraft())
  const { kept, asked, now, looking } = useInspection(id, draft)
  const draft_id = runDraftId(person.value?.id ?? '', id)
  const { ready, keptAt, load, save, plain, handIn, reopen } = useDraft(draft_id, draft, isBlank)
  const { pictures, problem, show, keep, take, drop } = usePictures('inspection', id)

  const run = computed(() => kept.value?.run ?? null)
  const isOpen = computed(() => now.value !== null && !now.value.handedIn && (now.value.open || !isBlank(draft.value)))
  const lacking = computed(() => (asked.value && now.value ? missing(asked.value, now.value.answers, run.value) : []))
  const notSigned = computed(() => (asked.value && now.value ? unsigned(asked.value, now.value.signed) : []))
  /** Answers here to points that the checklist no longer has. */
  const orphans = computed(() => {
    const keys = new Set(asked.value?.items.map((item) => item.key))
    return asked.value ? Object.keys(draft.value.answers).filter((key) => !keys.has(key)) : []
  })

  onMounted(read)

  async function read(): Promise<void> {
    draft.value = { ...emptyRunDraft(), ...(await load()) }
    for (const file of [...Object.values(draft.value.answers).flatMap((given) => given.photos ?? []), ...Object.values(draft.value.signed).map((signed) => signed.file)]) if (isHere(file)) await show(file)
    ready.value = true
  }

  function give(item: Item, change: Partial<Given>): void {
    const given = changed(item, now.value?.answers[item.key], change, new Date(serverNow()).toISOString())
    const unused = Object.values(draft.value.signed).map((signed) => signed.file)
    draft.value = answering(draft.value, item.key, given)
    unused.forEach((file) => void drop(file))
  }

  /** Answers what of a group can be answered by a look; what was answered comes back, so that it can be undone. */
  function allGood(items: Item[]): Item[] {
    const open = unlooked(items, now.value?.answers ?? {})
    for (const item of open) give(item, { value: good(item) })
    return open
  }

  function undo(items: Item[]): void {
    const keys = untouched(items, draft.value.answers)
    draft.value = { answers: Object.fromEntries(Object.entries(draft.value.answers).filter(([key]) => !keys.includes(key))), signed: {} }
  }

  async function addPhotos(item: Item, files: File[]): Promise<void> {
    const { occurrence } = kept.value!
    await take(files, `${prefixes.value[occurrence.contract_id] ?? ''} ${occurrence.title} ${item.title}`, async (photo) => {
      const before = now.value?.answers[item.key]
      give(item, { photos: [...(before?.photos ?? []), photo], ...(item.kind === 'photo' && !before?.value ? { value: true } : {}) })
      await save()
    })
  }

  async function dropPhoto(item: Item, photo: string): Promise<void> {
    const photos = (now.value?.answers[item.key]?.photos ?? []).filter((one) => one !== photo)
    give(item, { photos, ...(item.kind === 'photo' && photos.length === 0 ? { value: null } : {}) })
    await save()
    if (isHere(photo)) await drop(photo)
  }

  async function sign(who: Signer, name: string, picture: Blob): Promise<void> {
    const old = draft.value.signed[who]?.file
    const { id: file } = await keep('signature', picture, `signature-${who}.png`)
    draft.value.signed[who] = { name, file, clock: Date.now() }
    if (old) await drop(old)
    await save()
  }

  function rename(who: Signer, name: string): void {
    const signed = draft.value.signed[who]
    if (signed) signed.name = name
  }

  /** Hands it in: answers, signatures and the end of it, kept together or not at all. */
  async function submit(): Promise<void> {
    const { occurrence } = kept.value!
    await handIn(() => actOnInspection(occurrence, stepsOf(plain(), asked.value!.items, Date.now()), draft_id))
  }

  /** What was handed in and is still here comes back, to be changed. */
  async function change(): Promise<void> {
    const first = now.value?.operations.find((operation) => operation.step.do !== 'start')
    if (!first) return
    await takeBack(await store(), first, new Date(serverNow()).toISOString())
    reopen()
    ready.value = false
    await read()
    await resumed()
  }

  return { kept, asked, now, looking, ready, draft, run, isOpen, lacking, notSigned, orphans, keptAt, pictures, problem, give, allGood, undo, addPhotos, dropPhoto, sign, rename, submit, change }
}
