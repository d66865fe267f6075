import type { Role } from '@/api/types'

/** The three administrators stand beside the contracts, everybody else works under one. */
const SYSTEM = ['auditor', 'system_administrator', 'security_administrator']

export const ROLES = ['client_official', 'vendor_manager', 'engineer', 'hotline_agent', 'finance', ...SYSTEM]

/** Whether nothing is missing: a contract for those who work under one. */
export function isWhole(role: Role): boolean {
  return SYSTEM.includes(role.role) || (role.contract_id ?? null) !== null
}

/** The role as it is sent: an administrator's has no contract, whatever was chosen before. */
export function withoutContract(role: Role): Role {
  return SYSTEM.includes(role.role) ? { ...role, contract_id: null, works: [] } : role
}
