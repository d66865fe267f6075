import type { Certificate, CertificateMedium, CertificateRequest, Issued, NewRequest, RequestKind, RequestState } from '@/api/certificates'

/** What can be asked for certificates that there are. */
export const KINDS: RequestKind[] = ['renew', 'reissue', 'change', 'revoke']
export const REQUEST_STATES: RequestState[] = ['asked', 'approved', 'done', 'refused', 'withdrawn']
/** The most certificates of one request. */
export const MOST = 500

/** What is typed when something is asked for. */
export interface Draft {
  kind: RequestKind
  reason: string
  holder: string
  unit: string
  use_for: string
  medium: CertificateMedium | ''
  valid_until: string
  /** Whether it is worked on in a ticket. */
  ticket: boolean
}

export const EMPTY: Draft = { kind: 'renew', reason: '', holder: '', unit: '', use_for: '', medium: '', valid_until: '', ticket: false }

type Member = 'holder' | 'unit' | 'use_for' | 'medium' | 'valid_until'

/** What can be wanted with each kind. */
const MEMBERS: Record<RequestKind, Member[]> = {
  apply: ['holder', 'unit', 'use_for', 'medium', 'valid_until'],
  renew: ['medium', 'valid_until'],
  reissue: ['medium'],
  change: ['holder', 'unit', 'use_for', 'medium'],
  revoke: [],
}

/** The members that are asked for: one holder cannot be that of several certificates. */
export function membersOf(kind: RequestKind, n: number): Member[] {
  return MEMBERS[kind].filter((member) => member !== 'holder' || kind === 'apply' || n === 1)
}

/** Whether it can be sent as it is. */
export function isWhole(draft: Draft, n: number): boolean {
  const said = (member: Member): boolean => draft[member].trim() !== ''
  if (draft.reason.trim() === '' || n > MOST) return false
  if (draft.kind === 'apply') return n === 0 && said('holder') && said('unit')
  return n > 0 && (draft.kind !== 'change' || membersOf('change', n).some(said))
}

/** What is sent; what was typed for another kind stays at home. */
export function requestOf(draft: Draft, certificates: string[]): NewRequest {
  const wanted = Object.fromEntries(membersOf(draft.kind, certificates.length).flatMap((member) => (draft[member].trim() === '' ? [] : [[member, draft[member].trim()]])))
  return { kind: draft.kind, reason: draft.reason.trim(), certificates, wanted, ...(draft.ticket ? { open_ticket: true } : {}) }
}

/** Whether new certificates are issued when it is carried out. */
export function issues(kind: RequestKind): boolean {
  return kind === 'apply' || kind === 'renew' || kind === 'reissue'
}

/** What is typed for a certificate that was issued. */
export interface NewOne {
  replaces: string | null
  holder: string
  was: string
  serial: string
  valid_from: string
  valid_until: string
}

/** An empty line for each certificate that is to be issued; another medium keeps the term. */
export function linesOf(request: CertificateRequest, old: Certificate[]): NewOne[] {
  const until = request.wanted.valid_until ?? ''
  if (request.kind === 'apply') return [{ replaces: null, holder: request.wanted.holder ?? '', was: '', serial: '', valid_from: '', valid_until: until }]
  if (!issues(request.kind)) return []
  return old.map((one) => ({ replaces: one.id, holder: one.holder, was: one.serial, serial: '', valid_from: '', valid_until: request.kind === 'reissue' ? one.valid_until : until }))
}

/** A serial number as the register keeps it: hexadecimal, in capitals, without separators and leading zeros; nothing when it is none. */
export function canonical(serial: string): string | null {
  const bare = serial.replace(/^\s*0x/i, '').replace(/[\s:-]/g, '').toUpperCase()
  if (!/^[0-9A-F]+$/.test(bare)) return null
  return bare.replace(/^0+(?=.)/, '')
}

const COLUMNS = ['serial', 'valid_from', 'valid_until'] as const
export type Column = (typeof COLUMNS)[number]

/** The lines with what was pasted from a table, from one cell on to the right and downwards; what does not fit is left out. */
export function fillDown(lines: NewOne[], from: number, column: Column, text: string): NewOne[] {
  const rows = text.replace(/(\r?\n)+$/, '').split(/\r?\n/).map((row) => row.split('\t').map((cell) => cell.trim()))
  const first = COLUMNS.indexOf(column)
  return lines.map((line, i) => {
    const cells = rows[i - from]
    if (cells === undefined || i < from) return line
    const said = COLUMNS.slice(first).flatMap((name, k) => (cells[k] ? [[name, name === 'serial' ? cells[k] : dayFrom(cells[k])]] : []))
    return { ...line, ...Object.fromEntries(said) }
  })
}

/** A day as tables write it (`2026/3/1`, `20260301`, `2026年3月1日`) as `2026-03-01`; anything else as it is. */
function dayFrom(text: string): string {
  const found = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?$/.exec(text)
  return found ? `${found[1]}-${found[2]!.padStart(2, '0')}-${found[3]!.padStart(2, '0')}` : text
}

/** How many lines still lack something, and which (from 1) cannot be right. */
export function faultsOf(lines: NewOne[]): { missing: number; wrong: number[] } {
  const serials = lines.map((line) => canonical(line.serial))
  return {
    missing: lines.filter((line) => line.serial.trim() === '' || line.valid_until === '').length,
    wrong: lines.flatMap((line, i) => (line.serial.trim() !== '' && (serials[i] === null || serials.indexOf(serials[i]!) !== i) ? [i + 1] : [])),
  }
}

export function issuedOf(lines: NewOne[], issuer: string): Issued[] {
  return lines.map((line) => ({ replaces: line.replaces, serial: line.serial.trim(), valid_until: line.valid_until, valid_from: line.valid_from || null, issuer: issuer.trim() || null }))
}
