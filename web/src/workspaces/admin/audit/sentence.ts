import type { AuditRow } from '@/api/audit'
import { locale } from '@/i18n'

import { wordOf } from '../parts/words'
import { fill, membersOf } from './detail'

/** What the server calls itself at the head of its sentences. */
const SOFTWARE = '系统'

/** What somebody did, without their name. The server's own sentence is Chinese and begins with it; the English ones are ours. */
export function sentenceOf(entry: AuditRow): string {
  const { says } = entry
  const done = says && ([entry.actor_name, SOFTWARE].map((name) => (says.startsWith(name) ? says.slice(name.length) : '')).find((rest) => rest !== '') ?? says)
  if (done && locale.value === 'zh') return done
  const template = wordOf('action', entry.action, '')
  const filled = template && (fill(template, membersOf(entry.detail)) ?? withoutHoles(template))
  return filled || done || entry.action
}

/** A template whose values are missing still says what was done. */
export function withoutHoles(template: string): string {
  return template
    .replace(/\[[^\]]*\]/g, '')
    .replace(/[“(]?\{\w+\}[”)]?/g, '')
    .replace(/ {2,}/g, ' ')
    .trim()
}
