import { answer, api } from './client'
import type { AuditEntry, AuditQuery, ChainReport, Page } from './types'

export function search(query: AuditQuery): Promise<Page<AuditEntry>> {
  return answer(api.GET('/api/v1/audit', { params: { query } }))
}

export function verify(): Promise<{ chains: ChainReport[] }> {
  return answer(api.POST('/api/v1/audit/verify'))
}
