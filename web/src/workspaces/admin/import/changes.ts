import type { RuleChange } from '@/api/contracts'

/** One member of a rule, before and after; absent on the side where the rule is not. */
export interface Member {
  name: string
  before: string | null
  after: string | null
}

export interface SectionChanges {
  section: string
  changes: RuleChange[]
}

/** Changes by section, in the order of the format, as the server sends them. */
export function bySection(changes: readonly RuleChange[]): SectionChanges[] {
  return [...new Set(changes.map((change) => change.section))].map((section) => ({ section, changes: changes.filter((change) => change.section === section) }))
}

/** What is different in a rule; of a new or lost one everything that it says. */
export function membersOf({ before, after }: RuleChange): Member[] {
  const [was, is] = [record(before), record(after)]
  if (!was && !is) return before === after ? [] : [{ name: '', before: say(before), after: say(after) }]
  const names = [...new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})])]
  return names
    .map((name) => ({ name, before: was ? say(was[name]) : null, after: is ? say(is[name]) : null }))
    .filter((member) => member.before !== member.after && (member.before ?? '') + (member.after ?? '') !== '')
}

function say(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map((one) => say(one) ?? '').join('、')
  const members = record(value)
  if (!members) return String(value)
  return Object.entries(members)
    .filter(([, member]) => member !== null)
    .map(([name, member]) => `${name}: ${say(member) ?? ''}`)
    .join('；')
}

function record(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
}
