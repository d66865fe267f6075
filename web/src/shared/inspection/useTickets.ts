import { onScopeDispose, shallowRef, watch } from 'vue'

import type { Item, Occurrence } from '@/api/inspection'
import * as tickets from '@/api/tickets'
import type { TicketRow } from '@/api/types'
import { useSession } from '@/session/useSession'

import { ticketTitle } from './words'

const MOST = 20
const TRIES = 4
const WAIT_MS = 1_500

/** The tickets that deviations became. They are opened a moment after a run is handed in, so it is asked again. */
export function useTickets(occurrence: () => Occurrence, wrong: () => Item[]) {
  const session = useSession()
  const found = shallowRef<Record<string, TicketRow>>({})
  let waiting: ReturnType<typeof setTimeout> | undefined

  async function look(tries: number): Promise<void> {
    clearTimeout(waiting)
    const { contract_id: contract } = occurrence()
    if (!session.can('ticketing.read', contract)) return
    const unknown = wrong().filter((item) => found.value[item.key] === undefined).slice(0, MOST)
    const answers = await Promise.all(unknown.map(async (item): Promise<[string, TicketRow | undefined]> => {
      const title = ticketTitle(occurrence(), item)
      const page = await tickets.list({ contract, q: title, limit: 5 }).catch(() => null)
      return [item.key, page?.items.find((one) => one.title === title)]
    }))
    found.value = { ...found.value, ...Object.fromEntries(answers.filter((one): one is [string, TicketRow] => one[1] !== undefined)) }
    if (tries > 1 && answers.some(([, ticket]) => ticket === undefined)) waiting = setTimeout(() => void look(tries - 1), WAIT_MS)
  }

  watch(() => `${occurrence().id} ${wrong().map((item) => item.key).join()}`, () => wrong().length > 0 && void look(TRIES), { immediate: true })
  onScopeDispose(() => clearTimeout(waiting))
  return { ticketOf: (item: Item): TicketRow | undefined => found.value[item.key] }
}
