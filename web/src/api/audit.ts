import { answer, api } from './client'
import type { components } from './schema'
import type { AuditQuery, ChainReport, Page } from './types'

/** An entry with the server's sentence about it. */
export type AuditRow = components['schemas']['AuditRow']

export function search(query: AuditQuery): Promise<Page<AuditRow>> {
  return answer(api.GET('/api/v1/audit', { params: { query } }))
}

export function verify(): Promise<{ chains: ChainReport[] }> {
  return answer(api.POST('/api/v1/audit/verify'))
}
