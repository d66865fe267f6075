import type { BackupState, Drill, Policy, Source } from '@/api/backups'
import { t } from '@/i18n'

/** How a policy looks: its state, or that nobody looks at it. */
export type Look = BackupState | 'off'

/** The worst first: what is not there at all, then what is too old. */
export const LOOKS: readonly Look[] = ['missing', 'late', 'suspect', 'unknown', 'good', 'off']
/** What is not as the contract has it. */
const BAD: readonly Look[] = ['missing', 'late', 'suspect', 'unknown']

const HOUR_S = 3_600
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export const lookOf = (policy: Pick<Policy, 'enabled' | 'state'>): Look => (policy.enabled ? policy.state : 'off')
/** A drill that failed says nothing of whether backups are made, but it is as bad as one that is not made. */
export const isBad = (policy: Pick<Policy, 'enabled' | 'state' | 'open_findings'>): boolean => policy.enabled && (BAD.includes(lookOf(policy)) || policy.open_findings > 0)

/** The age in seconds that the newest backup must stay below. */
export function limitOf(policy: Pick<Policy, 'every_hours' | 'grace_minutes'>): number {
  return policy.every_hours * HOUR_S + policy.grace_minutes * 60
}

/** How much of the time allowed the newest backup has used up, in percent; nothing while there is none. */
export function ageShare(policy: Pick<Policy, 'every_hours' | 'grace_minutes' | 'last_at'>, now: number): number | null {
  if (policy.last_at === null) return null
  return Math.max(0, Math.round((now - Date.parse(policy.last_at)) / 10 / limitOf(policy)))
}

/** How far down a policy stands: the worst first, and before what is good whatever has a finding all the same. */
export function rankOf(policy: Pick<Policy, 'enabled' | 'state' | 'open_findings'>): number {
  const look = lookOf(policy)
  return 2 * LOOKS.indexOf(look) - (look === 'good' && policy.open_findings > 0 ? 1 : 0)
}

/** The worst first, then by name. */
export function sorted(policies: Policy[]): Policy[] {
  return [...policies].sort((one, other) => rankOf(one) - rankOf(other) || one.title.localeCompare(other.title, 'zh') || one.id.localeCompare(other.id))
}

/** How many there are of each look. */
export function countsOf(policies: Policy[]): Record<Look, number> {
  const counts = Object.fromEntries(LOOKS.map((look) => [look, 0])) as Record<Look, number>
  policies.forEach((policy) => (counts[lookOf(policy)] += 1))
  return counts
}

/** "每 24 小时", "每 7 天". */
export function sayEvery(hours: number): string {
  return hours >= 48 && hours % 24 === 0 ? t('backup.everyDays', { n: hours / 24 }) : t('backup.everyHours', { n: hours })
}

/** "3.2 GB", with as many figures as mean something. */
export function sayBytes(bytes: number): string {
  const power = bytes < 1_024 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1_024)))
  const value = bytes / 1_024 ** power
  return `${power === 0 || value >= 100 ? Math.round(value) : Number(value.toFixed(1))} ${UNITS[power]}`
}

/** How long something took that is mostly quick. */
export function sayTook(ms: number): string {
  return ms < 1_000 ? t('backup.ms', { n: ms }) : t('backup.seconds', { n: Number((ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)).toLocaleString('zh-CN') })
}

/** Where files lie, in one line. */
export function sayWhere(source: Source): string {
  return source.kind === 'folder' ? source.path : `sftp://${source.host}${source.port === 22 ? '' : `:${source.port}`}${source.path.startsWith('/') ? '' : '/'}${source.path}`
}

export const isOpen = (drill: Pick<Drill, 'state'>): boolean => drill.state === 'waiting' || drill.state === 'running'

/** What a drill brought back: rows of tables, or files of an archive; nothing where it counted nothing. */
export function sayCounts(counts: Drill['counts']): string {
  const { files, unpacked_bytes: bytes, ...tables } = counts
  if (files !== undefined && bytes !== undefined && Object.keys(tables).length === 0) return t('backup.unpacked', { files: files.toLocaleString('zh-CN'), size: sayBytes(bytes) })
  const rows = Object.values(counts)
  return rows.length === 0 ? '' : t('backup.tables', { tables: rows.length.toLocaleString('zh-CN'), rows: rows.reduce((sum, n) => sum + n, 0).toLocaleString('zh-CN') })
}

/** The tables of a drill, those with most rows first; an archive has none. */
export function tablesOf(drill: Pick<Drill, 'counts' | 'format'>): [name: string, rows: number][] {
  if (['tar', 'tar_gz', 'zip', 'plain'].includes(drill.format)) return []
  return Object.entries(drill.counts).sort(([name, rows], [other, others]) => others - rows || name.localeCompare(other))
}

/** The key that a host showed and nobody has confirmed yet. */
export function hostKeyIn(texts: string[]): string | null {
  return texts.map((text) => /SHA256:[A-Za-z0-9+/=]+/.exec(text)?.[0]).find((key) => key !== undefined) ?? null
}
