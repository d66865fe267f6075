import { reactive, watch, type Ref } from 'vue'

import * as api from '@/api/notify'
import type { OutboxMessage } from '@/api/notify'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'

/** To whom messages go, in words; a robot's group is called as its channel is, which is asked for once a contract. */
export function useRecipients(messages: Readonly<Ref<OutboxMessage[]>>) {
  const session = useSession()
  const names = reactive(new Map<string, string>())
  const asked = new Set<string>()

  async function learn(contract: string | null): Promise<void> {
    // An administrator may see every channel, but no contract's rules.
    const all = session.can('notify.channels')
    const key = all ? '' : contract
    if (key === null || asked.has(key)) return
    asked.add(key)
    const ways = all
      ? (await api.channels.list().catch(() => [])).map(({ id, name }) => ({ way: `robot:${id}`, name }))
      : (await api.rules(key).catch(() => ({ ways: [] }))).ways
    for (const { way, name } of ways) names.set(way, name)
  }

  watch(messages, (list) => list.filter((message) => message.recipient === '').forEach((message) => void learn(message.contract_id)), { immediate: true })

  return (message: OutboxMessage): string => message.recipient || (names.get(message.way) ?? t('out.group'))
}
