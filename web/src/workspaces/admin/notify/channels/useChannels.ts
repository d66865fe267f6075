import { onMounted, ref } from 'vue'

import * as api from '@/api/notify'
import type { NotificationChannel, Trial } from '@/api/notify'
import type { ApiProblem } from '@/api/problem'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'
import { useSending } from '@/shared/useSending'

import { attempt, tell } from '../../parts/attempt'
import { settingsFrom, type ChannelForm, type ChannelKind } from './settings'

/** Gateways and robots, and whether mail is sent. */
export function useChannels() {
  const { data: channels, problem, loading, load } = useLoad(api.channels.list)
  const mail = useLoad(api.channels.mail)
  const saving = useSending()
  const trying = useSending()
  const trial = ref<Trial | null>(null)

  /** Keeps a channel; `changed` is the one that there was, `anew` whether its settings were typed anew. */
  async function save(kind: ChannelKind, form: ChannelForm, changed: NotificationChannel | null, anew: boolean): Promise<boolean> {
    const body = { name: form.name.trim(), contract_id: form.contract || null, enabled: form.enabled, settings: changed && !anew ? null : settingsFrom(kind, form) }
    const done = await saving.send(() => (changed ? api.channels.change(changed.id, changed.version, body) : api.channels.add(body)))
    if (done) tell(t('chan.saved', { name: body.name }))
    if (done || (saving.problem.value as ApiProblem | null)?.is('notify.stale_version')) await load()
    return done
  }

  async function remove(channel: NotificationChannel): Promise<void> {
    await attempt(() => api.channels.remove(channel.id), t('chan.removed', { name: channel.name }))
    await load()
  }

  /** Sends a trial message; the answer of the other side stands in `trial`. */
  async function test(channel: NotificationChannel, phone: string): Promise<void> {
    trial.value = null
    await trying.send(async () => {
      trial.value = await api.channels.test(channel.id, channel.kind === 'sms' ? phone.trim() : null)
    })
  }

  onMounted(() => {
    void load()
    void mail.load()
  })
  return { channels, problem, loading, load, mail, saving, save, remove, trying, trial, test }
}
