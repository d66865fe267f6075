import { computed, onMounted, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/mail'
import type { Acceptance, HeldMail, MailReason, ReceivedMail } from '@/api/mail'
import { asProblem, type ApiProblem } from '@/api/problem'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'
import { useSending } from '@/shared/useSending'

import { tell } from '../parts/attempt'
import { useUrlFilters } from '../parts/useUrlFilters'
import { REASONS } from './words'

const LIMIT = 50

/** Mails that wait for a decision, and the one that is looked at. */
export function useHeld(settled: () => void) {
  const filters = useUrlFilters(['reason', 'mail'])
  const reason = computed(() => REASONS.find((one) => one === filters.asked.value.reason))
  const pages = usePages<ReceivedMail>((after) => api.held.list({ ...(reason.value ? { reason: reason.value as MailReason } : {}), ...(after ? { after } : {}), limit: LIMIT }))
  const opened = shallowRef<HeldMail | null>(null)
  const missing = ref<ApiProblem | null>(null)
  const deciding = useSending()

  async function read(id: string): Promise<void> {
    opened.value = null
    missing.value = null
    deciding.problem.value = null
    if (id === '') return
    try {
      const mail = await api.held.one(id)
      if (filters.asked.value.mail === id) opened.value = mail
    } catch (thrown) {
      missing.value = asProblem(thrown)
    }
  }

  async function decided(done: string): Promise<void> {
    tell(done)
    filters.set({ mail: '' })
    await pages.load()
    settled()
  }

  async function accept(mail: HeldMail, body: Acceptance): Promise<void> {
    let number = ''
    const done = await deciding.send(async () => {
      number = (await api.held.accept(mail.id, body)).number ?? ''
    })
    if (done) await decided(t('mail.accepted', { number }))
  }

  async function discard(mail: HeldMail, why: string): Promise<void> {
    if (await deciding.send(() => api.held.discard(mail.id, why))) await decided(t('mail.discarded'))
  }

  onMounted(pages.load)
  watch(reason, pages.load)
  watch(() => filters.asked.value.mail, (id) => void read(id), { immediate: true })
  return { ...pages, asked: filters.asked, set: filters.set, opened, missing, deciding, accept, discard }
}
