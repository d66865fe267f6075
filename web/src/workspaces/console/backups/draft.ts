import type { BackupChecksum, BackupFormat, BackupWhat, NewPolicy, NewSource, Policy, PolicyChange, Source } from '@/api/backups'

import { HOUSE, type Standard } from './standard'

export const WHATS: readonly BackupWhat[] = ['database', 'keys', 'configuration', 'attachments', 'other']
export const FORMATS: readonly BackupFormat[] = ['pg_plain', 'pg_custom', 'mysql_dump', 'sqlite', 'tar', 'tar_gz', 'zip', 'plain']
export const CHECKSUMS: readonly BackupChecksum[] = ['none', 'sha256_file', 'sm3_file']

const MB = 1_048_576
const SFTP_PORT = 22

/** A policy as the form has it: what one types, so numbers are texts. */
export interface Draft {
  contract: string
  rule: string
  work: string
  title: string
  what: BackupWhat
  kind: Source['kind']
  path: string
  host: string
  port: string
  host_key: string
  username: string
  secret: 'keep' | 'password' | 'private_key'
  password: string
  private_key: string
  passphrase: string
  place: string
  pattern: string
  format: BackupFormat
  every: string
  keep: string
  drill: string
  checksum: BackupChecksum
  min: string
  shrink: string
  enabled: boolean
}

export function emptyDraft(contract: string): Draft {
  return {
    contract, rule: '', work: '', title: '', what: 'database', kind: 'folder', path: '', host: '', port: String(SFTP_PORT), host_key: '', username: '', secret: 'password', password: '', private_key: '', passphrase: '',
    place: '', pattern: '', format: 'pg_custom', every: String(HOUSE.hours), keep: String(HOUSE.days), drill: '7', checksum: 'none', min: '', shrink: '50', enabled: true,
  }
}

export function draftOf(policy: Policy): Draft {
  const { source } = policy
  const far = source.kind === 'sftp' ? { host: source.host, port: String(source.port), host_key: source.host_key ?? '', username: source.username, secret: source.has_secret ? ('keep' as const) : ('password' as const) } : {}
  return {
    ...emptyDraft(policy.contract_id),
    ...far,
    rule: policy.rule ?? '', work: policy.work ?? '', title: policy.title, what: policy.what, kind: source.kind, path: source.path, place: policy.place ?? '', pattern: policy.pattern, format: policy.format,
    every: String(policy.every_hours), keep: String(policy.keep_days), drill: policy.drill_every_days === null ? '' : String(policy.drill_every_days), checksum: policy.checksum,
    min: policy.min_bytes === null ? '' : String(Number((policy.min_bytes / MB).toFixed(6))), shrink: String(policy.shrink_percent), enabled: policy.enabled,
  }
}

/** The draft under a rule: its limits are filled in, and its only work; a name that was only the one of another rule goes along. */
export function underRule(draft: Draft, standard: Standard | null, before: Standard | null): Draft {
  return {
    ...draft,
    rule: standard?.id ?? '',
    every: String(standard?.hours ?? HOUSE.hours),
    keep: String(standard?.days ?? HOUSE.days),
    work: standard !== null && standard.works.length > 0 && !standard.works.includes(draft.work) ? (standard.works.length === 1 ? standard.works[0]! : '') : draft.work,
    title: draft.title === '' || draft.title === before?.title ? (standard?.title ?? '') : draft.title,
  }
}

/** What has to be filled in. */
export function isWhole(draft: Draft): boolean {
  const needed = [draft.contract, draft.title, draft.path, draft.pattern, draft.every, draft.keep, draft.shrink, ...(draft.kind === 'sftp' ? [draft.host, draft.username] : [])]
  return needed.every((one) => String(one).trim() !== '')
}

function sourceOf(draft: Draft): NewSource {
  if (draft.kind === 'folder') return { kind: 'folder', path: draft.path.trim() }
  const secret = draft.secret === 'password' ? { password: draft.password } : draft.secret === 'private_key' ? { private_key: draft.private_key, passphrase: draft.passphrase } : {}
  return {
    kind: 'sftp',
    host: draft.host.trim(),
    port: draft.port === '' ? SFTP_PORT : Number(draft.port),
    path: draft.path.trim(),
    username: draft.username.trim(),
    ...(draft.host_key.trim() === '' ? {} : { host_key: draft.host_key.trim() }),
    ...Object.fromEntries(Object.entries(secret).filter(([, value]) => value.trim() !== '')),
  }
}

export function bodyOf(draft: Draft): NewPolicy {
  return {
    rule: draft.rule || null, work: draft.work || null, title: draft.title.trim(), what: draft.what, source: sourceOf(draft), pattern: draft.pattern.trim(), format: draft.format, every_hours: Number(draft.every), keep_days: Number(draft.keep),
    place: draft.place.trim(), min_bytes: draft.min === '' ? null : Math.round(Number(draft.min) * MB), shrink_percent: Number(draft.shrink), checksum: draft.checksum, drill_every_days: draft.drill === '' ? null : Number(draft.drill), enabled: draft.enabled,
  }
}

/** Only what differs from the policy as the form first had it: whoever may not touch secrets can still change the rest. */
export function changeOf(policy: Policy, draft: Draft): PolicyChange {
  const [before, after] = [bodyOf(draftOf(policy)), bodyOf(draft)]
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof NewPolicy])))
}
