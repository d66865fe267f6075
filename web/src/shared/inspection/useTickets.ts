import { onScopeDispose, shallowRef, watch } from 'vue'

import * as api from '@/api/inspection'
import type { Item, Occurrence, Run } from '@/api/inspection'
import * as tickets from '@/api/tickets'
import { useSession } from '@/session/useSession'

import { ticketTitle } from './words'

const MOST = 20
const TRIES = 4
const WAIT_MS = 1_500

export interface Named {
  id: string
  number: string
}

/** The ticket that an answer names. */
export function namedIn(run: Pick<Run, 'answers'> | null, key: string): Named | undefined {
  const { ticket_id: id, ticket_number: number } = run?.answers[key] ?? {}
  return id ? { id, number: number ?? '' } : undefined
}

/**
 * The tickets that deviations became. They are opened a moment after a run is handed in, so the run is asked again; what it
 * does not name is looked for by its title, as runs of former versions need it.
 */
export function useTickets(run: () => Run, occurrence: () => Occurrence, wrong: () => Item[]) {
  const session = useSession()
  const found = shallowRef<Record<string, Named>>({})
  let waiting: ReturnType<typeof setTimeout> | undefined
  const ticketOf = (item: Item): Named | undefined => namedIn(run(), item.key) ?? found.value[item.key]

  async function byTitle(item: Item): Promise<Named | undefined> {
    const { contract_id: contract } = occurrence()
    if (!session.can('ticketing.read', contract)) return undefined
    const title = ticketTitle(occurrence(), item)
    const page = await tickets.list({ contract, q: title, limit: 5 }).catch(() => null)
    return page?.items.find((one) => one.title === title)
  }

  async function look(tries: number): Promise<void> {
    clearTimeout(waiting)
    const unknown = wrong().filter((item) => ticketOf(item) === undefined).slice(0, MOST)
    if (unknown.length === 0) return
    const { id } = run()
    const now = await api.run(id).catch(() => null)
    const answers = await Promise.all(unknown.map(async (item): Promise<[string, Named | undefined]> => [item.key, namedIn(now, item.key) ?? (await byTitle(item))]))
    if (run().id !== id) return
    found.value = { ...found.value, ...Object.fromEntries(answers.filter((one): one is [string, Named] => one[1] !== undefined)) }
    if (tries > 1 && answers.some(([, ticket]) => ticket === undefined)) waiting = setTimeout(() => void look(tries - 1), WAIT_MS)
  }

  watch(() => run().id, () => (found.value = {}))
  watch(() => `${run().id} ${wrong().map((item) => item.key).join()}`, () => void look(TRIES), { immediate: true })
  onScopeDispose(() => clearTimeout(waiting))
  return { ticketOf }
}
