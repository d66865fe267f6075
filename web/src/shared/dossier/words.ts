import type { Clause, ClauseState } from '@/api/dossier'
import { t, type TextKey } from '@/i18n'

export const STATES: ClauseState[] = ['gap', 'not_yet', 'evidence']
export const TONES: Record<ClauseState, string> = { gap: 'bad', not_yet: '', evidence: 'good' }
export const SHAPES: Record<ClauseState, string> = { gap: '✕', not_yet: '○', evidence: '✓' }

export interface Wanted {
  state: string
  kind: string
  work: string
  q: string
}

/** The clauses that are asked for: gaps first, then what is still to come, each in the contract's order. */
export function shown(clauses: Clause[], { state, kind, work, q }: Wanted): Clause[] {
  const has = (text: string): boolean => text.toLowerCase().includes(q.toLowerCase())
  const wanted = clauses.filter(
    (one) =>
      (state === '' || one.state === state) &&
      (kind === '' || one.kind === kind) &&
      (work === '' || one.works.length === 0 || one.works.includes(work)) &&
      (q === '' || has(one.title) || has(one.clause) || has(one.rule) || one.evidence.some((proof) => has(proof.text))),
  )
  return STATES.flatMap((rank) => wanted.filter((one) => one.state === rank))
}

/** How many clauses stand where. */
export function countsOf(clauses: Clause[]): Record<ClauseState, number> {
  const of = (state: ClauseState): number => clauses.filter((one) => one.state === state).length
  return { gap: of('gap'), not_yet: of('not_yet'), evidence: of('evidence') }
}


const KINDS = ['inspection', 'backup', 'backup_check', 'stock_count', 'duty', 'visit', 'document', 'event', 'clock', 'payment', 'acceptance', 'staffing', 'quality', 'certificate', 'asset', 'inventory', 'exchange', 'exam']

/** What a clause is about, in words; one that is not known is shown as it came. */
export function sayKind(kind: string): string {
  return KINDS.includes(kind) ? t(`dos.kind.${kind}` as TextKey) : kind
}
