import { ref, shallowRef } from 'vue'

import * as desk from '@/api/desk'
import type { BulkResult, Step } from '@/api/desk'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'

import { hold, isHoldable } from '../held/held'
import type { Action } from '../ticket/actions'
import { stepOf } from '../ticket/steps'

/** So many tickets go in one request. */
const MOST = 200

/** One thing done to every marked ticket; each on its own, so that one refusal stops no other. */
export function useBulk(marked: () => string[], keepMarked: (refused: string[]) => void) {
  const session = useSession()
  const busy = ref(false)
  const results = shallowRef<BulkResult[] | null>(null)

  async function run(action: Action, values: Record<string, unknown>): Promise<boolean> {
    const step = stepOf(action.name, values)
    const tickets = marked()
    if (step === null || tickets.length === 0) return false
    if (isHoldable([step])) {
      keep(step, action, tickets)
      return true
    }
    busy.value = true
    const all: BulkResult[] = []
    try {
      for (const part of chunks(tickets)) all.push(...(await desk.bulk(part, [step])))
    } finally {
      busy.value = false
      if (all.length > 0) settle(all)
    }
    return true
  }

  function keep(step: Step, action: Action, tickets: string[]): void {
    const person = session.me?.id
    if (person === undefined) return
    for (const part of chunks(tickets)) hold({ person, tickets: part, steps: [step], says: t('bulk.title', { what: t(action.says), n: part.length }) })
    keepMarked([])
  }

  /** The refused ones stay marked, so that something else can be done to them. */
  function settle(all: BulkResult[]): void {
    results.value = all
    keepMarked(all.filter((one) => !one.ok).map((one) => one.id))
  }

  return { busy, results, run, settle }
}

function chunks(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / MOST) }, (_, i) => ids.slice(i * MOST, (i + 1) * MOST))
}
