import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, reactive, ref, watch } from 'vue'

import { asProblem, type ApiProblem } from '@/api/problem'
import * as api from '@/api/tickets'
import type { Ticket } from '@/api/types'
import { t } from '@/i18n'

import { mayNote, mayReply } from './actions'
import { refusalOf } from './upload'

type Side = 'reply' | 'note'

/** Two texts that never mix: what is typed as a note stays a note whichever side is shown. */
export function useComposer(ticket: () => Ticket, write: (kind: 'replies' | 'notes', text: string) => Promise<void>, attached: () => void) {
  const side = ref<Side>('reply')
  const texts = reactive<Record<Side, string>>({ reply: '', note: '' })
  const text = computed({ get: () => texts[side.value], set: (typed) => (texts[side.value] = typed) })
  const busy = ref(false)
  const uploading = ref<string | null>(null)
  const problem = ref<ApiProblem | null>(null)

  watch(
    ticket,
    (now) => {
      if (side.value === 'reply' && !mayReply(now) && mayNote(now)) side.value = 'note'
      if (side.value === 'note' && !mayNote(now) && mayReply(now)) side.value = 'reply'
    },
    { immediate: true },
  )

  async function send(): Promise<void> {
    const sent = side.value
    const words = texts[sent].trim()
    if (words === '' || busy.value) return
    busy.value = true
    problem.value = null
    try {
      await write(sent === 'reply' ? 'replies' : 'notes', words)
      texts[sent] = ''
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  /** Uploads one file after the other; the first that is refused stops and says why. */
  async function upload(files: File[]): Promise<void> {
    problem.value = null
    const visibility = side.value === 'reply' ? 'public' : 'internal'
    try {
      for (const file of files) {
        const refusal = refusalOf(file)
        if (refusal) throw refusal
        uploading.value = file.name
        await api.attach(ticket().id, file, visibility)
        ElMessage.success(t('composer.uploaded', { name: file.name }))
      }
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      uploading.value = null
      attached()
    }
  }

  return { side, text, busy, uploading, problem, send, upload }
}
