import { computed, nextTick, onBeforeUnmount, onMounted, ref, toRaw, watch } from 'vue'

import type { FieldStep } from '@/api/field'
import { serverNow } from '@/api/serverClock'
import type { KeptFile } from '@/shared/offline/db'
import { keepDraft, keepFile, sendAgain } from '@/shared/offline/queue'
import { act, person, resumed, store } from '@/shared/offline/useField'
import { sayExact } from '@/shared/time/say'

import { useKept } from '../parts/useKept'
import { correctionOf, draftId, emptyDraft, isBlank, lacks, sheetOf, type Lack, type SheetDraft, withAsked } from './draft'
import { stamped } from './photo'

const PAUSE_MS = 300

/** A service sheet that is being filled in: kept with every change, so that it is there after the phone died. */
export function useSheet(id: string, corrects?: string) {
  const { kept, now, looking } = useKept(id)
  const draft_id = draftId(person.value?.id ?? '', id)
  const draft = ref<SheetDraft>(emptyDraft())
  const ready = ref(false)
  const keptAt = ref<string | null>(null)
  const tried = ref(false)
  const photoProblem = ref<'bad' | 'full' | null>(null)
  const pictures = ref<Record<string, string>>({})

  const asked = computed(() => kept.value?.checklist ?? null)
  const lacking = computed<Lack[]>(() => (tried.value ? lacks(draft.value, asked.value) : []))
  const signature = computed(() => (draft.value.signed.file ? (pictures.value[draft.value.signed.file] ?? null) : null))

  let timer: ReturnType<typeof setTimeout> | undefined
  let unsaved = false
  let submitted = false

  onMounted(async () => {
    const stored = await (await store()).get('drafts', draft_id)
    if (stored) draft.value = { ...emptyDraft(), ...(stored.content as SheetDraft) }
    const wrong = corrects === undefined ? undefined : (await (await store()).get('tickets', id))?.sheets.find((sheet) => sheet.id === corrects)
    if (wrong && draft.value.corrects !== corrects) draft.value = correctionOf(wrong)
    for (const file of [...draft.value.photos, ...(draft.value.signed.file ? [draft.value.signed.file] : [])]) await show(file)
    ready.value = true
  })
  onBeforeUnmount(() => {
    void save()
    document.removeEventListener('visibilitychange', save)
    Object.values(pictures.value).forEach((url) => URL.revokeObjectURL(url))
  })
  document.addEventListener('visibilitychange', save)

  watch([asked, ready], () => ready.value && (draft.value = withAsked(draft.value, asked.value)))
  watch(
    draft,
    () => {
      if (!ready.value) return
      unsaved = true
      clearTimeout(timer)
      timer = setTimeout(save, PAUSE_MS)
    },
    { deep: true },
  )

  async function save(): Promise<void> {
    clearTimeout(timer)
    // A change that was made just now is noticed a moment later.
    await nextTick()
    if (!unsaved || submitted || !person.value) return
    unsaved = false
    if (isBlank(draft.value)) return void (await (await store()).delete('drafts', draft_id))
    const at = new Date(serverNow()).toISOString()
    await keepDraft(await store(), { id: draft_id, person: person.value.id, content: plain(), at })
    keptAt.value = at
  }

  function plain(): SheetDraft {
    return JSON.parse(JSON.stringify(toRaw(draft.value))) as SheetDraft
  }

  async function show(file: string): Promise<void> {
    const found = await (await store()).get('files', file)
    if (found) pictures.value[file] = URL.createObjectURL(new Blob([found.bytes], { type: found.type }))
  }

  async function keepPicture(kind: KeptFile['kind'], picture: Blob, name: string): Promise<KeptFile> {
    const taken_at = new Date(serverNow()).toISOString()
    const file = await keepFile(await store(), { person: person.value!.id, ticket_id: id, kind, name, type: picture.type, bytes: await picture.arrayBuffer(), taken_at })
    await show(file.id)
    return file
  }

  async function addPhotos(files: File[]): Promise<void> {
    photoProblem.value = null
    for (const file of files) {
      try {
        const at = new Date(serverNow()).toISOString()
        const picture = await stamped(file, `${sayExact(at)} ${kept.value?.ticket.number ?? ''} ${person.value?.name ?? ''}`)
        const { id: photo } = await keepPicture('photo', picture, `photo-${at.slice(0, 19).replace(/\D/g, '')}-${draft.value.photos.length + 1}.jpg`)
        draft.value.photos.push(photo)
        await save()
      } catch (thrown) {
        photoProblem.value = thrown instanceof DOMException && thrown.name === 'QuotaExceededError' ? 'full' : 'bad'
      }
    }
  }

  async function removePhoto(photo: string): Promise<void> {
    draft.value.photos = draft.value.photos.filter((one) => one !== photo)
    await (await store()).delete('files', photo)
  }

  async function sign(picture: Blob): Promise<void> {
    const old = draft.value.signed.file
    const { id: file, taken_at } = await keepPicture('signature', picture, 'signature.png')
    Object.assign(draft.value.signed, { file, device_at: taken_at })
    if (old) await (await store()).delete('files', old)
    await save()
  }

  /** Submits the sheet, unless something is lacking; then the first of it is returned. */
  async function submit(): Promise<Lack | null> {
    tried.value = true
    const [first] = lacks(draft.value, asked.value)
    if (first || !kept.value) return first ?? 'found'
    submitted = true
    const content = plain()
    const files = [...content.photos, ...(content.signed.file ? [content.signed.file] : [])]
    const step: FieldStep = { do: 'service-sheet', ...sheetOf(content, asked.value) }
    try {
      const again = content.replaces !== undefined && (await sendAgain(await store(), content.replaces, step, files, draft_id))
      if (again) await resumed()
      else await act(kept.value.ticket, step, files, draft_id)
    } catch (thrown) {
      submitted = false
      throw thrown
    }
    return null
  }

  return { kept, now, looking, ready, draft, asked, lacking, keptAt, photoProblem, pictures, signature, addPhotos, removePhoto, sign, submit }
}
