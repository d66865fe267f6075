import type { NotificationRule, NotificationRules, QuietHours } from '@/api/notify'

/** The rules of one occasion, as one text that is the same for rules that mean the same. */
function meaning(rules: NotificationRule[]): string {
  const one = (rule: NotificationRule): string => JSON.stringify([rule.up_to_level, [...rule.works].sort(), [...rule.to].sort(), [...rule.by].sort(), rule.template])
  return rules.map(one).sort().join('\n')
}

/** A rule that tells nobody, or by no way; robots speak without anybody being named. */
export const isFaulty = (rule: NotificationRule): boolean => rule.by.length === 0 || (rule.to.length === 0 && !rule.by.every((way) => way.startsWith('robot:')))

/** The rules by occasion, in the order in which they stand. */
export function byOccasion(rules: NotificationRule[]): Map<string, NotificationRule[]> {
  const sorted = new Map<string, NotificationRule[]>()
  for (const rule of rules) sorted.set(rule.occasion, [...(sorted.get(rule.occasion) ?? []), rule])
  return sorted
}

/** Occasions of which the two tell different people, by different ways, or in other words. */
export function differing(one: NotificationRule[], other: NotificationRule[]): Set<string> {
  const [these, those] = [byOccasion(one), byOccasion(other)]
  return new Set([...these.keys(), ...those.keys()].filter((occasion) => meaning(these.get(occasion) ?? []) !== meaning(those.get(occasion) ?? [])))
}

export function sameQuiet(one: QuietHours | null, other: QuietHours | null): boolean {
  if (one === null || other === null) return one === other
  return one.from === other.from && one.to === other.to && one.except_level === other.except_level
}

export function same(one: NotificationRules, other: NotificationRules): boolean {
  return differing(one.rules, other.rules).size === 0 && sameQuiet(one.quiet, other.quiet)
}

/** `rules` with those of one occasion put in place of what it had. */
export function replaced(rules: NotificationRule[], occasion: string, by: NotificationRule[]): NotificationRule[] {
  const at = rules.findIndex((rule) => rule.occasion === occasion)
  const others = rules.filter((rule) => rule.occasion !== occasion)
  const before = at < 0 ? others.length : rules.slice(0, at).filter((rule) => rule.occasion !== occasion).length
  return [...others.slice(0, before), ...by, ...others.slice(before)]
}

export interface Merged {
  rules: NotificationRules
  /** Occasions, and `quiet`, that both changed and not to the same: mine stand in `rules`. */
  both: string[]
}

export const QUIET = 'quiet'

/** My changes against `base`, done to `theirs`, which somebody else made of the same `base` meanwhile. */
export function merged(base: NotificationRules, mine: NotificationRules, theirs: NotificationRules): Merged {
  const changed = differing(base.rules, mine.rules)
  const elsewhere = differing(base.rules, theirs.rules)
  const apart = differing(mine.rules, theirs.rules)
  const own = byOccasion(mine.rules)
  const rules = [...changed].reduce((list, occasion) => replaced(list, occasion, own.get(occasion) ?? []), theirs.rules)
  const both = [...changed].filter((occasion) => elsewhere.has(occasion) && apart.has(occasion))
  if (sameQuiet(base.quiet, mine.quiet)) return { rules: { rules, quiet: theirs.quiet }, both }
  if (!sameQuiet(base.quiet, theirs.quiet) && !sameQuiet(mine.quiet, theirs.quiet)) both.push(QUIET)
  return { rules: { rules, quiet: mine.quiet }, both }
}
