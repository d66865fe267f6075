import { shallowRef } from 'vue'

import { useSending } from '@/shared/useSending'

/** One thing that a form asks for. */
export interface Field {
  key: string
  says: string
  kind: 'text' | 'area' | 'date' | 'time' | 'select' | 'score'
  value?: string
  required?: boolean
  hint?: string
  min?: string
  max?: string
  options?: { value: string; says: string }[]
}

/** A form that is open. */
export interface Asked {
  /** What pages and tests know it by. */
  name: string
  title: string
  lead?: string
  warn?: boolean
  /** The verb on its button. */
  says: string
  fields: Field[]
  /** Sends what was filled in. */
  run: (values: Record<string, string>) => Promise<unknown>
}

/** A page's one form at a time. */
export function useForm(done: () => Promise<unknown>) {
  const asked = shallowRef<Asked | null>(null)
  const { busy, problem, send } = useSending()

  function ask(form: Asked): void {
    problem.value = null
    asked.value = form
  }

  async function save(values: Record<string, string>): Promise<void> {
    const form = asked.value
    if (form && (await send(() => form.run(values)))) {
      asked.value = null
      await done()
    }
  }

  return { asked, busy, problem, ask, save, close: () => void (asked.value = null) }
}

/** What was filled in, or null. */
export const orNull = (text: string | undefined): string | null => (text === undefined || text.trim() === '' ? null : text.trim())
