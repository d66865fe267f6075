import { computed, ref, shallowRef, watch, type Ref } from 'vue'

import { keptCatalogue } from '@/api/contracts'
import * as api from '@/api/notify'
import type { NotificationRule, NotificationRules, QuietHours, RulesInForce } from '@/api/notify'
import * as ticketsApi from '@/api/tickets'
import type { ApiProblem } from '@/api/problem'
import { t } from '@/i18n'
import { forgetDraft, readDraft, writeDraft } from '@/shared/draft'
import { useLoad } from '@/shared/useLoad'
import { useSending } from '@/shared/useSending'

import { tell } from '../../parts/attempt'
import type { Known } from '../parts/words'
import { byOccasion, differing, isFaulty, merged, QUIET, replaced, same, sameQuiet } from './difference'

/** What was changed and not saved, with what it was changed from. */
interface Draft {
  version: number
  base: NotificationRules
  mine: NotificationRules
}

const plain = ({ rules, quiet }: NotificationRules): NotificationRules => ({ rules, quiet: quiet ?? null })

/** The rules of a contract: as they hold, and as they are being changed here; changes stay over a reload of the page. */
export function useRules(contract: Readonly<Ref<string>>) {
  const known = shallowRef<Known>({ occasions: [], catalogue: null, people: [], ways: [], templates: [] })
  const inForce = shallowRef<RulesInForce | null>(null)
  const mine = ref<NotificationRules>({ rules: [], quiet: null })
  /** How many changes came back from the last visit. */
  const restored = ref(0)
  /** What somebody else changed too, after they saved first. */
  const clash = ref<string[]>([])
  const isStale = ref(false)
  const { busy, problem: refusal, send } = useSending()

  const base = computed<NotificationRules>(() => (inForce.value ? plain(inForce.value) : { rules: [], quiet: null }))
  const house = computed<NotificationRules>(() => (inForce.value ? plain(inForce.value.house) : { rules: [], quiet: null }))
  const changed = computed(() => differing(base.value.rules, mine.value.rules))
  const quietChanged = computed(() => !sameQuiet(base.value.quiet, mine.value.quiet))
  const unsaved = computed(() => changed.value.size + (quietChanged.value ? 1 : 0))
  const fromHouse = computed(() => differing(house.value.rules, mine.value.rules))
  const faulty = computed(() => mine.value.rules.some(isFaulty))
  const own = computed(() => byOccasion(mine.value.rules))

  const { problem, loading, data, load } = useLoad(async () => {
    const id = contract.value
    const none = { items: [], variables: [] }
    const [rules, occasions, catalogue, people, templates] = await Promise.all([
      api.rules(id),
      api.occasions().catch(() => []),
      keptCatalogue(id).catch(() => null),
      ticketsApi.assignable(id).catch(() => []),
      api.templates.list(id).catch(() => none),
    ])
    return { id, rules, known: { occasions, catalogue, people, ways: rules.ways, templates: templates.items } }
  })

  watch(data, (now) => {
    if (!now) return
    known.value = now.known
    begin(now.id, now.rules)
  })
  watch(contract, (id) => {
    inForce.value = null
    if (id !== '') void load()
  }, { immediate: true })

  const draftOf = (id: string): string => `notify-rules-${id}`

  /** Shows the rules as they hold now, with what was changed here on top of them. */
  function begin(id: string, rules: RulesInForce): void {
    const draft = readDraft<Draft>(draftOf(id))
    inForce.value = rules
    ;[restored.value, clash.value, isStale.value] = [0, [], false]
    if (!draft.mine || !draft.base) return void (mine.value = plain(rules))
    if (draft.version === rules.version) mine.value = draft.mine
    else rebase(draft.base, draft.mine, rules)
    restored.value = unsaved.value
  }

  function rebase(before: NotificationRules, changes: NotificationRules, theirs: RulesInForce): void {
    const { rules, both } = merged(before, changes, plain(theirs))
    inForce.value = theirs
    mine.value = rules
    clash.value = both
    isStale.value = true
  }

  watch(
    mine,
    (now) => {
      const id = data.value?.id
      if (id === undefined || inForce.value === null || id !== contract.value) return
      if (same(base.value, now)) forgetDraft(draftOf(id))
      else writeDraft(draftOf(id), { version: inForce.value.version, base: base.value, mine: now } satisfies Draft)
    },
    { deep: true },
  )

  const rulesOf = (occasion: string): NotificationRule[] => own.value.get(occasion) ?? []
  function setRules(occasion: string, rules: NotificationRule[]): void {
    mine.value = { ...mine.value, rules: replaced(mine.value.rules, occasion, rules) }
  }
  function setQuiet(quiet: QuietHours | null): void {
    mine.value = { ...mine.value, quiet }
  }
  function putBack(what: string, from: NotificationRules): void {
    if (what === QUIET) setQuiet(from.quiet)
    else setRules(what, byOccasion(from.rules).get(what) ?? [])
    clash.value = clash.value.filter((one) => one !== what)
  }
  function drop(): void {
    mine.value = base.value
    ;[restored.value, clash.value, isStale.value] = [0, [], false]
    refusal.value = null
  }

  async function save(): Promise<void> {
    const now = inForce.value
    if (!now) return
    const id = contract.value
    const [before, changes] = [base.value, mine.value]
    const done = await send(async () => {
      const kept = await api.saveRules(id, changes, now.version)
      inForce.value = kept
      mine.value = plain(kept)
      forgetDraft(draftOf(id))
      ;[restored.value, clash.value, isStale.value] = [0, [], false]
    })
    if (done) return tell(t('rules.saved'))
    if ((refusal.value as ApiProblem | null)?.is('notify.stale_version') !== true) return
    const theirs = await api.rules(id).catch(() => null)
    if (theirs === null) return
    refusal.value = null
    rebase(before, changes, theirs)
  }

  return { known, inForce, mine, base, house, changed, quietChanged, unsaved, fromHouse, faulty, restored, clash, isStale, busy, refusal, problem, loading, load, rulesOf, setRules, setQuiet, putBack, drop, save }
}
