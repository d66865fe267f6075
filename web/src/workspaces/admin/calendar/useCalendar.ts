import { computed, onMounted, ref, shallowRef, watch } from 'vue'

import * as api from '@/api/calendar'
import type { MovedDeadlines } from '@/api/calendar'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { CalendarLoaded, CalendarYears } from '@/api/types'
import { readText } from '@/shared/readFile'
import { useLoad } from '@/shared/useLoad'

import { changedDays, daysOf } from './notice'

/** The years whose holiday notice is known, and loading the next one: looked at first, kept only then. */
export function useCalendar() {
  const { data: calendar, problem, loading, load } = useLoad<CalendarYears>(api.years)
  const text = ref('')
  const outcome = shallowRef<CalendarLoaded | null>(null)
  const refusal = shallowRef<ApiProblem | null>(null)
  const busy = ref(false)
  /** The text that was checked and found good. */
  const checked = ref('')
  const moved = shallowRef<MovedDeadlines | null>(null)
  const unmoved = shallowRef<ApiProblem | null>(null)
  const looking = ref(false)
  onMounted(load)

  /** The years of the checked notice, with what is different from the one that is there. */
  const preview = computed(() => {
    if (!outcome.value?.dry_run) return []
    const days = daysOf(checked.value)
    return outcome.value.years.map(({ year }) => {
      const own = days.filter((day) => day.date.startsWith(`${year}-`))
      const before = calendar.value?.years.find((known) => known.year === year)?.days
      return { year, days: own, changes: before ? changedDays(before, own) : new Map() }
    })
  })

  watch(text, () => {
    if (outcome.value?.dry_run) outcome.value = null
    moved.value = null
    unmoved.value = null
  })

  async function send(check: boolean): Promise<void> {
    const sent = text.value
    busy.value = true
    refusal.value = null
    outcome.value = null
    try {
      outcome.value = await api.load(sent, check)
      checked.value = check ? sent : ''
      if (check) void look(sent)
      else {
        text.value = ''
        await load()
      }
    } catch (thrown) {
      refusal.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  /** Which open deadlines would move; it reads every running clock, so that it comes after the check. */
  async function look(sent: string): Promise<void> {
    looking.value = true
    unmoved.value = null
    try {
      const found = await api.movedDeadlines(sent)
      if (sent === text.value) moved.value = found
    } catch (thrown) {
      if (sent === text.value) unmoved.value = asProblem(thrown)
    } finally {
      looking.value = false
    }
  }

  async function read(file: File): Promise<void> {
    text.value = await readText(file)
    await send(true)
  }

  return { calendar, problem, loading, load, text, outcome, refusal, busy, checked, moved, unmoved, looking, preview, send, look, read }
}
