import type { ContractSummary, Role } from '@/api/types'
import { locale, t, word } from '@/i18n'

/** The three administrators stand beside the contracts, everybody else works under one. */
const SYSTEM = ['auditor', 'system_administrator', 'security_administrator']

/** What a manager may invite people to. */
export const TEAM = ['engineer', 'hotline_agent']

export const ROLES = ['client_official', 'vendor_manager', 'engineer', 'hotline_agent', 'finance', ...SYSTEM]

export function isSystem(role: string): boolean {
  return SYSTEM.includes(role)
}

/** Whether nothing is missing: a contract for those who work under one. */
export function isWhole(role: Role): boolean {
  return isSystem(role.role) || (role.contract_id ?? null) !== null
}

/** The role as it is sent: an administrator's has no contract, whatever was chosen before. */
export function withoutContract(role: Role): Role {
  return isSystem(role.role) ? { ...role, contract_id: null, works: [] } : role
}

/** Works as they are typed: "1、3" or "1, 3"; nothing means all of them. */
export function worksFrom(typed: string): string[] {
  return [...new Set(typed.split(/[\s,，、;；]+/).filter((work) => work !== ''))]
}

/** The same back again. */
export function sayWorks(role: Role): string {
  return (role.works ?? []).join(locale.value === 'zh' ? '、' : ', ')
}

/** "运维工程师（RE 标段 3）". */
export function sayRole(role: Role, contracts: ContractSummary[]): string {
  const name = word('role', role.role)
  if (isSystem(role.role)) return name
  const prefix = contracts.find((contract) => contract.id === role.contract_id)?.prefix ?? '?'
  const works = (role.works ?? []).length > 0 ? t('people.ofWorks', { works: sayWorks(role) }) : ''
  return t('people.roleOn', { role: name, where: `${prefix}${works}` })
}
