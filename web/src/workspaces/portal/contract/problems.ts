import type { Plan } from '@/api/plan'

export interface PlanProblem {
  message: string
  /** Titles of what it concerns, as far as the plan names them. */
  titles: string[]
}

/** The server repeats a sentence in English for its log, like "（no holiday notice loaded for 2027）". */
const FOR_THE_LOG = /（[\x20-\x7e]*[a-z]{2,} [\x20-\x7e]*）/g

/** What could not be derived, said once for all that it concerns, in words and without the codes of rules. */
export function problemsOf(plan: Plan): PlanProblem[] {
  const names = new Map([...plan.occurrences, ...plan.documents, ...plan.payments].map((one) => [one.rule.rule, one.title]))
  const found = new Map<string, Set<string>>()
  for (const { rule, message } of plan.problems) {
    const says = message.replace(FOR_THE_LOG, '')
    const titles = found.get(says) ?? new Set()
    const title = names.get(rule.rule)
    if (title !== undefined) titles.add(title)
    found.set(says, titles)
  }
  return [...found].map(([message, titles]) => ({ message, titles: [...titles] }))
}
