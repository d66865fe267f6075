import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { computed, reactive, ref, shallowRef, watch } from 'vue'

import type { Step } from '@/api/desk'
import { asProblem, type ApiProblem } from '@/api/problem'
import * as api from '@/api/tickets'
import type { Entry, Ticket } from '@/api/types'
import { t } from '@/i18n'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'

import { mayNote, mayReply } from './actions'
import { isMessage } from './entries'
import { finishing, finishSteps, type Ending } from './steps'
import { refusalOf } from './upload'
import { currentOf } from './useTicket'

export type Side = 'reply' | 'note'

export interface Writing {
  /** Sends at once; refused with what is there now if somebody came between. */
  run: (steps: Step[], version?: number) => Promise<void>
  /** Keeps it for ten seconds, to be taken back. */
  keep: (text: string) => void
  /** Reads the timeline anew and gives it. */
  latest: () => Promise<Entry[]>
  attached: () => void
  /** Answers for the hotline of this ticket's contract. */
  hotline: () => boolean
  /** Leads to the field that says how the reporter agreed. */
  askConfirmed: () => void
}

/** Two texts that never mix, kept over a crash: what is typed as a note stays a note whichever side is shown. */
export function useComposer(ticket: () => Ticket, entries: () => Entry[], me: () => string | null, writing: Writing) {
  const side = ref<Side>('reply')
  const texts = reactive<Record<Side, string>>({ reply: '', note: '' })
  const text = computed({ get: () => texts[side.value], set: (typed) => (texts[side.value] = typed) })
  const busy = ref(false)
  const uploading = ref<string | null>(null)
  const problem = ref<ApiProblem | null>(null)
  /** What others wrote to the reporter after we began to write. */
  const between = shallowRef<Entry[]>([])
  const finish = computed(() => (side.value === 'reply' ? finishing(ticket(), writing.hotline()) : null))
  /** A question that the hotline answers and closes: how the reporter agreed is said, and kept with the closing. */
  const confirms = computed(() => finish.value !== null && finish.value !== 'resolve' && writing.hotline() && ticket().kind === 'consultation')
  const confirmed = ref('')
  /** Where the ticket stood when the first character was typed. */
  let begun: { version: number; seq: number } | null = null
  let warned = false

  const draft = (id: string): string => `ticket.${id}`

  watch(
    () => ticket().id,
    (id) => {
      Object.assign(texts, { reply: '', note: '' }, readDraft<Record<Side, string>>(draft(id)))
      problem.value = null
      confirmed.value = ''
      side.value = texts.note !== '' && texts.reply === '' ? 'note' : 'reply'
      restart()
    },
    { immediate: true },
  )
  watch(
    ticket,
    (now) => {
      if (side.value === 'reply' && !mayReply(now) && mayNote(now)) side.value = 'note'
      if (side.value === 'note' && !mayNote(now) && mayReply(now)) side.value = 'reply'
    },
    { immediate: true },
  )
  watch(texts, ({ reply, note }) => {
    if (reply === '' && note === '') forgetDraft(draft(ticket().id))
    else writeDraft(draft(ticket().id), { reply, note })
    if (reply === '') restart()
    else begun ??= { version: ticket().version, seq: lastSeq(entries()) }
  })
  // Whoever is typing sees at once that somebody else has answered.
  watch(entries, (now) => (between.value = newSince(now)))

  function restart(): void {
    begun = null
    warned = false
    between.value = []
  }

  function newSince(list: Entry[]): Entry[] {
    const from = begun?.seq
    return from === undefined ? [] : list.filter((entry) => entry.seq > from && isMessage(entry) && entry.visibility === 'public' && entry.by?.id !== me())
  }

  /** Sends the reply, with the ending if one is wanted; stops once to show what somebody else answered meanwhile. */
  async function sendReply(words: string, ending: Ending | null): Promise<void> {
    const steps: Step[] = ending === null ? [{ do: 'reply', text: words }] : finishSteps(ending, words, confirms.value ? confirmed.value.trim() : '')
    if (between.value.length > 0 && !warned) {
      warned = true
      return
    }
    try {
      await writing.run(steps, warned ? undefined : begun?.version)
    } catch (thrown) {
      if (currentOf(asProblem(thrown)) === null) throw thrown
      between.value = newSince(await writing.latest())
      warned = between.value.length > 0
      // Something else changed than what was said: that need not stop an answer.
      if (warned) return
      await writing.run(steps)
    }
    texts.reply = ''
    confirmed.value = ''
    restart()
    if (ending !== null) ElMessage.success(t(ending === 'resolve' ? 'composer.resolved' : 'composer.closed'))
  }

  async function send(ending = false): Promise<void> {
    const words = text.value.trim()
    if (words === '' || busy.value) return
    if (ending && finish.value === null) {
      ElMessage.warning(t('composer.noFinish'))
      return
    }
    if (ending && finish.value === 'answer' && confirmed.value.trim() === '') {
      writing.askConfirmed()
      return
    }
    problem.value = null
    if (side.value === 'note') {
      writing.keep(words)
      texts.note = ''
      return
    }
    busy.value = true
    try {
      await sendReply(words, ending ? finish.value : null)
    } catch (thrown) {
      problem.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  /** Puts text in, behind what is there. */
  function insert(words: string): void {
    text.value = text.value.trim() === '' ? words : `${text.value.trimEnd()}\n${words}`
  }

  /** A note that was taken back stands where it was typed. */
  function putBack(words: string): void {
    texts.note = texts.note === '' ? words : `${words}\n${texts.note}`
    side.value = 'note'
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
      writing.attached()
    }
  }

  return { side, text, busy, uploading, problem, between, finish, confirms, confirmed, send, insert, putBack, upload }
}

function lastSeq(entries: Entry[]): number {
  return entries.reduce((last, entry) => Math.max(last, entry.seq), 0)
}
