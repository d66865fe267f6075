import type { Reading, Source, SourceState } from '@/api/inventory'
import { t } from '@/i18n'

/** How a source looks: its state, or that it is being read. */
export type Look = SourceState | 'reading'
export const LOOKS: readonly Look[] = ['failed', 'reading', 'never', 'ok']

export const lookOf = (source: Pick<Source, 'state' | 'reading'>): Look => (source.reading ? 'reading' : source.state)

/** What failed first, then by name. */
export function sorted(sources: Source[]): Source[] {
  return [...sources].sort((one, other) => LOOKS.indexOf(lookOf(one)) - LOOKS.indexOf(lookOf(other)) || one.title.localeCompare(other.title, 'zh'))
}

/** "3,410", "约 3,410", or a dash where nobody can tell. */
export function sayRows(rows: number | null, about: boolean): string {
  if (rows === null) return t('inventory.noRows')
  const n = rows.toLocaleString('zh-CN')
  return about ? t('inventory.about', { n }) : n
}

/** Where a database is, in one line. */
export function sayWhere(source: Pick<Source, 'engine' | 'target'>): string {
  const { target } = source
  if (source.engine === 'sqlite') return target.path ?? ''
  return `${target.host ?? ''}${target.port === null ? '' : `:${target.port}`}${target.database ? `/${target.database}` : ''}`
}

/** What differs between a reading and the one before, in words. */
export function sayChanges({ before_id, changes }: Pick<Reading, 'before_id' | 'changes'>): string {
  if (before_id === null) return t('inventory.firstTime')
  const parts = [changes.added > 0 && t('inventory.plus', { n: changes.added }), changes.removed > 0 && t('inventory.minus', { n: changes.removed }), changes.changed > 0 && t('inventory.other', { n: changes.changed })].filter((one) => one !== false)
  return parts.length === 0 ? t('inventory.same') : parts.join('、')
}

export const isChange = ({ before_id, changes }: Pick<Reading, 'before_id' | 'changes'>): boolean => before_id !== null && changes.added + changes.removed + changes.changed > 0

/** By how much a number of rows grew, with its sign; nothing where one of them is not known. */
export function sayGrowth(before: number | null, after: number | null): string {
  if (before === null || after === null) return ''
  const by = after - before
  return `${by > 0 ? '+' : by < 0 ? '−' : ''}${Math.abs(by).toLocaleString('zh-CN')}`
}

/** What the document is called when it is saved. */
export function documentName(source: Pick<Source, 'title'>, reading: Pick<Reading, 'at'>): string {
  return `${t('inventory.title')}-${source.title}-${reading.at.slice(0, 10)}.xlsx`.replace(/[\\/:*?"<>|]/g, '_')
}
