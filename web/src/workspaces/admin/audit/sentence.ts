import type { AuditEntry } from '@/api/types'
import { locale } from '@/i18n'

import { wordOf } from '../parts/words'
import { fill, membersOf } from './detail'

/** What somebody did, without their name. The server's own sentence is Chinese; the English ones are ours. */
export function sentenceOf(entry: AuditEntry): string {
  const { says } = entry as AuditEntry & { says?: string | null }
  if (says && locale.value === 'zh') return says
  const template = wordOf('action', entry.action, '')
  const members = membersOf(entry.detail)
  const filled = template && (fill(template, members) ?? template.replace(/[“"(]?\{\w+\}[”")]?/g, '').replace(/[[\]]/g, '').trim())
  return filled || says || entry.action
}
