import type { ContractDetail, ContractSummary } from '@/api/types'

export interface EventRule {
  contract: string
  prefix: string
  rule: string
  title: string
  clause: string
}

const ON_EVENT = 'on event'

/** The inspections of a contract that wait for something to happen; its sections may grow, so that nothing is taken for granted. */
export function eventRulesOf({ id, prefix }: Pick<ContractSummary, 'id' | 'prefix'>, { sections }: Pick<ContractDetail, 'sections'>): EventRule[] {
  const { inspections } = (sections ?? {}) as Record<string, unknown>
  if (!Array.isArray(inspections)) return []
  return inspections
    .map((one: unknown) => (typeof one === 'object' && one !== null ? (one as Record<string, unknown>) : {}))
    .filter((one) => one.frequency === ON_EVENT && typeof one.id === 'string' && typeof one.title === 'string')
    .map((one) => ({ contract: id, prefix, rule: String(one.id), title: String(one.title), clause: String(one.clause ?? '') }))
}
