import { computed, onMounted, ref, watch } from 'vue'

import type { FieldStep } from '@/api/field'
import { sendAgain } from '@/shared/offline/queue'
import { act, person, resumed, store } from '@/shared/offline/useField'

import { useDraft } from '../parts/useDraft'
import { useKept } from '../parts/useKept'
import { usePictures } from '../parts/usePictures'
import { correctionOf, draftId, emptyDraft, isBlank, lacks, sheetOf, type Lack, type SheetDraft, withAsked } from './draft'

/** A service sheet that is being filled in. */
export function useSheet(id: string, corrects?: string) {
  const { kept, now, looking } = useKept(id)
  const draft_id = draftId(person.value?.id ?? '', id)
  const draft = ref<SheetDraft>(emptyDraft())
  const tried = ref(false)
  const { ready, keptAt, load, save, plain, handIn } = useDraft(draft_id, draft, isBlank)
  const { pictures, problem: photoProblem, show, keep, take, drop } = usePictures('ticket', id)

  const asked = computed(() => kept.value?.checklist ?? null)
  const lacking = computed<Lack[]>(() => (tried.value ? lacks(draft.value, asked.value) : []))
  const signature = computed(() => (draft.value.signed.file ? (pictures.value[draft.value.signed.file] ?? null) : null))

  onMounted(async () => {
    const stored = await load()
    if (stored) draft.value = { ...emptyDraft(), ...stored }
    const wrong = corrects === undefined ? undefined : (await (await store()).get('tickets', id))?.sheets.find((sheet) => sheet.id === corrects)
    if (wrong && draft.value.corrects !== corrects) draft.value = correctionOf(wrong)
    for (const file of [...draft.value.photos, ...(draft.value.signed.file ? [draft.value.signed.file] : [])]) await show(file)
    ready.value = true
  })

  watch([asked, ready], () => ready.value && (draft.value = withAsked(draft.value, asked.value)))

  async function addPhotos(files: File[]): Promise<void> {
    await take(files, kept.value?.ticket.number ?? '', async (photo) => {
      draft.value.photos.push(photo)
      await save()
    })
  }

  async function removePhoto(photo: string): Promise<void> {
    draft.value.photos = draft.value.photos.filter((one) => one !== photo)
    await drop(photo)
  }

  async function sign(picture: Blob): Promise<void> {
    const old = draft.value.signed.file
    const { id: file, taken_at } = await keep('signature', picture, 'signature.png')
    Object.assign(draft.value.signed, { file, device_at: taken_at })
    if (old) await drop(old)
    await save()
  }

  /** Submits the sheet, unless something is lacking; then the first of it is returned. */
  async function submit(): Promise<Lack | null> {
    tried.value = true
    const [first] = lacks(draft.value, asked.value)
    const { value: known } = kept
    if (first || !known) return first ?? 'found'
    await handIn(async () => {
      const content = plain()
      const files = [...content.photos, ...(content.signed.file ? [content.signed.file] : [])]
      const step: FieldStep = { do: 'service-sheet', ...sheetOf(content, asked.value) }
      const again = content.replaces !== undefined && (await sendAgain(await store(), content.replaces, step, files, draft_id))
      if (again) await resumed()
      else await act(known.ticket, step, files, draft_id)
    })
    return null
  }

  return { kept, now, looking, ready, draft, asked, lacking, keptAt, photoProblem, pictures, signature, addPhotos, removePhoto, sign, submit }
}
