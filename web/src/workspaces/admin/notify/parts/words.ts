import type { NotificationRule, NotificationWay, Occasion } from '@/api/notify'
import type { Assignable, Catalogue } from '@/api/types'
import { locale, t, type TextKey } from '@/i18n'

export const AUDIENCES = ['assignee', 'on_call_1', 'on_call_2', 'on_call_3', 'managers', 'officials', 'engineers', 'agents', 'watchers'] as const

/** The server names occasions in Chinese; these are the same in English. */
const OCCASIONS: Record<string, string> = {
  'ticket.opened': 'New ticket',
  'ticket.assigned': 'Assigned',
  'ticket.replied': 'New reply',
  'ticket.urged': 'Haste asked for',
  'ticket.half_used': 'Half of the time used',
  'ticket.four_fifths_used': 'Four fifths of the time used',
  'ticket.breached': 'Overdue',
  'ticket.handed_up': 'Handed up',
  'ticket.resolved': 'Solution to accept',
  'ticket.refused': 'Solution refused',
  'ticket.closed': 'Closed',
  'roster.gap': 'Gap in the roster',
  'return_call.due': 'Return call due',
  'return_call.dissatisfied': 'Not satisfied',
  'inspection.failed': 'Inspection failed',
  'inspection.missed': 'Inspection missed',
  'inspection.due': 'Inspection due',
  'service.down': 'Service down',
  'service.up': 'Service up again',
  'backup.failed': 'Backup failed',
  'backup.recovered': 'Backup as it should be again',
  'drill.failed': 'Restore drill failed',
  'emergency.opened': 'Emergency opened',
  'emergency.over': 'Emergency stood down',
  'spare.low': 'Spare below its minimum',
  'report.draft_ready': 'Report draft waits to be submitted',
  'report.submitted': 'Report waits for review',
  'report.review_near': 'Review of a report ends soon',
  'report.questioned': 'Questions about a report',
  'report.accepted': 'Report accepted',
  'special_period.declared': 'Special periods',
  'delivery.ahead': 'Deliveries will be late',
  'change.submitted': 'Change waits for approval',
  'change.decided': 'Change approved or refused',
  'change.released': 'Change released',
  'service.asked': 'Service request to approve',
  'service.answered': 'Service request answered',
  'certificate.expiring': 'Certificate expires',
  'staff.change': 'Change of staff',
  'staff.qualification_expiring': 'Qualification expires',
  'article.expiring': 'Article expires',
  'letter.received': 'Letter received',
  'letter.due': 'Term of a letter ends',
  'duty.due': 'Duties due',
  'vulnerability.received': 'Vulnerability received',
  'vulnerability.due': 'Vulnerability due',
  'document.due': 'Document due',
  'penalty.proposed': 'Penalty proposed',
  'penalty.objected': 'Objection to a penalty',
  'penalty.decided': 'Penalty decided',
  'payment.due': 'Payment due',
}

/** What the words of a rule are looked up in. */
export interface Known {
  occasions: Occasion[]
  catalogue: Catalogue | null
  people: Pick<Assignable, 'id' | 'name'>[]
  ways: NotificationWay[]
  templates: { id: string; name: string }[]
}

export const listed = (words: string[]): string => words.join(t('ntf.listed'))

export function sayOccasion(code: string, occasions: Occasion[]): string {
  const says = occasions.find((one) => one.code === code)?.says ?? code
  return locale.value === 'zh' ? says : (OCCASIONS[code] ?? says)
}

/** The names that the contract gives a level, in these works or in all; several works may name it differently. */
function namesOf(level: number, works: string[], catalogue: Catalogue | null): string[] {
  const asked = (catalogue?.works ?? []).filter((work) => works.length === 0 || works.includes(work.key))
  return [...new Set(asked.flatMap((work) => work.cases.filter((one) => one.level === level).map((one) => one.name)))]
}

const MOST_NAMES = 2

/** "严重故障", or "1 级" where the contract has no single name for it. */
export function sayLevel(level: number, catalogue: Catalogue | null, works: string[] = []): string {
  const names = namesOf(level, works, catalogue)
  return names.length === 0 || names.length > MOST_NAMES ? t('rules.level', { n: level }) : names.join(t('ntf.either'))
}

/** "1 级（严重故障）" for choices. */
export function sayLevelChoice(level: number, catalogue: Catalogue | null): string {
  const names = namesOf(level, [], catalogue)
  return names.length === 0 || names.length > MOST_NAMES ? t('rules.level', { n: level }) : t('rules.levelNamed', { n: level, name: names.join(t('ntf.either')) })
}

/** The levels that the contract has, the gravest first; four where it is not known. */
export function levelsOf(catalogue: Catalogue | null): number[] {
  const found = new Set((catalogue?.works ?? []).flatMap((work) => work.cases.map((one) => one.level)))
  return found.size === 0 ? [1, 2, 3, 4] : [...found].sort((one, other) => one - other)
}

export function sayAudience(audience: string, known: Known): string {
  if ((AUDIENCES as readonly string[]).includes(audience)) return t(`aud.${audience}` as TextKey)
  const id = audience.replace(/^person:/, '')
  return known.people.find((person) => person.id === id)?.name ?? t('rules.gonePerson')
}

const WAYS = ['in_app', 'email', 'sms', 'push']

export function sayWay(way: string, known: Pick<Known, 'ways'>): string {
  if (WAYS.includes(way)) return t(`way.${way}` as TextKey)
  return known.ways.find((one) => one.way === way)?.name ?? t('rules.goneWay')
}

/** Of what a rule speaks: "所有级别", "严重故障、标段 3". */
export function sayScope(rule: NotificationRule, catalogue: Catalogue | null): string {
  const level = rule.up_to_level
  const named = level === null ? t('rules.every') : sayLevel(level, catalogue, rule.works)
  const levels = level === null || level === 1 ? named : t('rules.andGraver', { level: named })
  return rule.works.length === 0 ? levels : listed([levels, t('rules.inWorks', { works: listed(rule.works) })])
}

/** A rule as a sentence, without its occasion. */
export function sayRule(rule: NotificationRule, known: Known): string {
  const who = rule.to.map((audience) => sayAudience(audience, known))
  // A robot speaks once, whoever is told otherwise.
  const group = who.length === 0 && rule.by.length > 0 ? [t('rules.group')] : who
  const template = rule.template === null ? '' : t('rules.inTemplate', { name: known.templates.find((one) => one.id === rule.template)?.name ?? t('rules.goneTemplate') })
  return t('rules.sentence', { scope: sayScope(rule, known.catalogue), who: listed(group), ways: listed(rule.by.map((way) => sayWay(way, known))), words: template })
}
