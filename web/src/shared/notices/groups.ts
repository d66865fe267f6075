import type { Notice } from '@/api/notices'

/** Notices of one kind that stand beside each other. */
export interface Group {
  key: string
  first: Notice
  /** The others; empty where there are too few to fold. */
  rest: Notice[]
}

/** Fewer of a kind are shown as they are. */
const MANY = 3

/** Folds what is alike and stands side by side, so that a storm does not hide the rest. Severity 1 is never folded. */
export function grouped(notices: readonly Notice[]): Group[] {
  const runs: Notice[][] = []
  for (const notice of notices) {
    const run = runs.at(-1)
    if (run && isAlike(run[0]!, notice)) run.push(notice)
    else runs.push([notice])
  }
  return runs.flatMap((run) => (run.length >= MANY ? [{ key: run[0]!.id, first: run[0]!, rest: run.slice(1) }] : run.map((first) => ({ key: first.id, first, rest: [] }))))
}

function isAlike(one: Notice, other: Notice): boolean {
  return one.occasion === other.occasion && one.contract_id === other.contract_id && one.level !== 1 && other.level !== 1
}

/** Where a notice leads: on the phone of an engineer to the phone's page of the ticket. */
export function placeOf(path: string, field: boolean): string {
  const inside = path.startsWith('/') && !path.startsWith('//') ? path : '/notices'
  return field && /^\/tickets\/[\w-]+$/.test(inside) ? `/field${inside}` : inside
}
