import type { Account, LedgerEntry, Penalty } from '@/api/billing'
import type { Raised } from '@/api/penalties'

/** A step on the way of a penalty, from what happened to what is taken. */
export type Step =
  | { kind: 'happened'; raised: Raised }
  | { kind: 'told' | 'updated' | 'ended' | 'objected' | 'decided'; entry: LedgerEntry }
  | { kind: 'taken'; title: string; amount: string; key: string | null }

const KINDS: Partial<Record<string, 'told' | 'updated' | 'ended' | 'objected' | 'decided'>> = {
  breach: 'told',
  breach_updated: 'updated',
  breach_ended: 'ended',
  objection: 'objected',
  decision: 'decided',
}

/** Whether an entry is about this penalty. */
function isAbout(entry: LedgerEntry, breach: string): boolean {
  return entry.breach === breach || ('breach' in entry.body && entry.body.breach === breach)
}

/** What the software saw, as it stands after the last change. */
export function raisedOf(entries: LedgerEntry[], breach: string): Raised | null {
  for (const { body } of entries.filter((entry) => isAbout(entry, breach)).sort((a, b) => b.seq - a.seq)) {
    if (body.kind === 'breach_updated') return body.raised
    if (body.kind === 'breach') return body.raised ?? null
  }
  return null
}

/** The story of a penalty in its order. */
export function storyOf(account: Account, entries: LedgerEntry[], penalty: Penalty): Step[] {
  const raised = raisedOf(entries, penalty.breach)
  const told = entries
    .filter((entry) => !entry.withdrawn && isAbout(entry, penalty.breach))
    .sort((a, b) => a.seq - b.seq)
    .flatMap((entry): Step[] => {
      const kind = KINDS[entry.body.kind]
      return kind ? [{ kind, entry }] : []
    })
  const taken = [
    ...account.lines.map((line) => ({ title: line.title, key: line.key, deductions: line.deductions })),
    ...(account.bond ? [{ title: '', key: null, deductions: account.bond.drawn }] : []),
  ].flatMap((line) => line.deductions.filter((one) => one.breach === penalty.breach).map((one): Step => ({ kind: 'taken', title: line.title, amount: one.amount, key: line.key })))
  return [...(raised ? [{ kind: 'happened' as const, raised }] : []), ...told, ...taken]
}
