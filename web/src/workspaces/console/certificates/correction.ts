import type { Certificate, CertificateChange, CertificateMedium } from '@/api/certificates'

/** What can be corrected, as it stands in the form; nothing is empty. */
export interface Correction {
  holder: string
  unit: string
  use_for: string
  medium: CertificateMedium
  valid_from: string
  valid_until: string
  note: string
}

export const MEMBERS = ['holder', 'unit', 'use_for', 'medium', 'valid_from', 'valid_until', 'note'] as const
export type Member = (typeof MEMBERS)[number]

export function formOf(certificate: Certificate): Correction {
  const { holder, unit, use_for, medium, valid_from, valid_until, note } = certificate
  return { holder, unit, use_for: use_for ?? '', medium, valid_from: valid_from ?? '', valid_until, note: note ?? '' }
}

export function differing(a: Correction, b: Correction): Member[] {
  return MEMBERS.filter((member) => a[member].trim() !== b[member].trim())
}

/** What is sent: what differs from what was read. A day that was taken away cannot be sent and stays as it was. */
export function changeOf(base: Correction, mine: Correction): CertificateChange {
  const said = differing(base, mine).filter((member) => !((member === 'valid_from' || member === 'valid_until') && mine[member] === ''))
  return Object.fromEntries(said.map((member) => [member, mine[member].trim()]))
}

/** What somebody typed, on top of what the certificate has become meanwhile. */
export function onTopOf(base: Correction, mine: Correction, current: Correction): Correction {
  return { ...current, ...Object.fromEntries(differing(base, mine).map((member) => [member, mine[member]])) }
}
