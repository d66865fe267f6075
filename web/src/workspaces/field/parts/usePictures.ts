import { onBeforeUnmount, ref } from 'vue'

import { serverNow } from '@/api/serverClock'
import type { About, KeptFile } from '@/shared/offline/db'
import { keepFile } from '@/shared/offline/queue'
import { person, store } from '@/shared/offline/useField'
import { sayExact } from '@/shared/time/say'

import { stamped } from '../sheet/photo'

/** Pictures and signatures of one ticket or occurrence, kept on this phone from the moment they were taken. */
export function usePictures(about: About, subject: string) {
  /** Addresses by id of the file. */
  const pictures = ref<Record<string, string>>({})
  const problem = ref<'bad' | 'full' | null>(null)

  onBeforeUnmount(() => Object.values(pictures.value).forEach((url) => URL.revokeObjectURL(url)))

  async function show(file: string): Promise<void> {
    if (pictures.value[file]) return
    const found = await (await store()).get('files', file)
    if (found) pictures.value[file] = URL.createObjectURL(new Blob([found.bytes], { type: found.type }))
  }

  async function keep(kind: KeptFile['kind'], picture: Blob, name: string): Promise<KeptFile> {
    const taken_at = new Date(serverNow()).toISOString()
    const file = await keepFile(await store(), { person: person.value!.id, about, subject, kind, name, type: picture.type, bytes: await picture.arrayBuffer(), taken_at })
    await show(file.id)
    return file
  }

  /** Keeps photos one by one, made small, with the time and `what` drawn into them; `took` is told of each. */
  async function take(files: File[], what: string, took: (photo: string) => Promise<void>): Promise<void> {
    problem.value = null
    for (const [n, file] of files.entries()) {
      try {
        const at = new Date(serverNow()).toISOString()
        const picture = await stamped(file, `${sayExact(at)} ${what} ${person.value?.name ?? ''}`)
        await took((await keep('photo', picture, `photo-${at.slice(0, 19).replace(/\D/g, '')}-${n + 1}.jpg`)).id)
      } catch (thrown) {
        problem.value = thrown instanceof DOMException && thrown.name === 'QuotaExceededError' ? 'full' : 'bad'
      }
    }
  }

  async function drop(file: string): Promise<void> {
    await (await store()).delete('files', file)
  }

  return { pictures, problem, show, keep, take, drop }
}
