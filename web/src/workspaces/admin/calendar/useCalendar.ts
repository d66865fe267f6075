import { onMounted, ref, watch } from 'vue'

import * as api from '@/api/calendar'
import { asProblem, type ApiProblem } from '@/api/problem'
import type { CalendarLoaded, CalendarYears } from '@/api/types'
import { useLoad } from '@/shared/useLoad'

/** The years whose holiday notice is known, and loading the next one: looked at first, kept only then. */
export function useCalendar() {
  const { data: calendar, problem, loading, load } = useLoad<CalendarYears>(api.years)
  const text = ref('')
  const outcome = ref<CalendarLoaded | null>(null)
  const refusal = ref<ApiProblem | null>(null)
  const busy = ref(false)
  /** The text that was checked and found good. */
  const checked = ref('')
  onMounted(load)

  watch(text, () => {
    if (outcome.value?.dry_run) outcome.value = null
  })

  async function send(check: boolean): Promise<void> {
    busy.value = true
    refusal.value = null
    outcome.value = null
    try {
      outcome.value = await api.load(text.value, check)
      checked.value = check ? text.value : ''
      if (!check) {
        text.value = ''
        await load()
      }
    } catch (thrown) {
      refusal.value = asProblem(thrown)
    } finally {
      busy.value = false
    }
  }

  async function read(file: File | undefined): Promise<void> {
    if (file) text.value = await file.text()
  }

  return { calendar, problem, loading, load, text, outcome, refusal, busy, checked, send, read }
}
