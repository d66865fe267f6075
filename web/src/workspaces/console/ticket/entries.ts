import type { Entry } from '@/api/types'
import { t, word } from '@/i18n'
import { sayExact } from '@/shared/time/say'

const MESSAGES = ['replied', 'noted']

/** Something that a person wrote, as against something that happened. */
export function isMessage(entry: Entry): boolean {
  return MESSAGES.includes(entry.kind)
}

type Say = (value: unknown, entry: Entry) => string | null

const plain: Say = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : null)

/** What is worth showing of an entry beside its text, in this order; ids and positions are left to the machines. */
const SHOWN: [string, Say][] = [
  ['clock', (value) => (typeof value === 'string' ? word('clock', value) : null)],
  ['clause', plain],
  ['to_level', (value, entry) => (entry.data?.automatic === true ? null : t('ticket.levelText', { n: Number(value) }))],
  ['to', (value, entry) => join(entry.data?.from, value)],
  ['title', changed],
  ['description', (value) => (changed(value) === null ? null : t('entries.rewritten'))],
  ['service', changed],
  ['asset', changed],
  ['work', changed],
  ['name', plain],
  ['evidence', plain],
  ['agreed_by', plain],
  ['satisfaction', (value) => `${Number(value)} / 5`],
  ['accuracy', (value) => t('field.placeGot', { n: Math.round(Number(value)) })],
  ['distance_m', (value, entry) => t(entry.data?.within === false ? 'entries.outside' : 'entries.inside', { n: Math.round(Number(value)) })],
  ['device_at', (value) => (typeof value === 'string' ? t('entries.deviceAt', { at: sayExact(value) }) : null)],
  ['into_number', plain],
  ['from_number', plain],
  ['other', plain],
  ['mail', (value) => sayMail(value)],
]

/** The particulars of an entry, as label and value. */
export function detailsOf(entry: Entry): [string, string][] {
  return SHOWN.flatMap(([name, say]): [string, string][] => {
    const value = entry.data?.[name]
    const said = value === undefined || value === null ? null : say(value, entry)
    return said === null || entry.text?.includes(said) ? [] : [[word('data', name), said]]
  })
}

interface ByMail {
  from: string
  known: string | null
  quoted: string
}

const isMail = (value: unknown): value is ByMail => typeof value === 'object' && value !== null && 'from' in value && 'known' in value

/** Who a mail says it is from, and that an address proves nothing. */
function sayMail(value: unknown): string | null {
  if (!isMail(value)) return null
  return t(value.known === null ? 'entries.mailOutside' : 'entries.mailKnown', { from: value.from })
}

/** The history that an answer by mail quotes; folded away. */
export function quotedOf(entry: Entry): string {
  const mail = entry.data?.mail
  return isMail(mail) ? mail.quoted : ''
}

function changed(value: unknown): string | null {
  return typeof value === 'object' && value !== null && 'from' in value && 'to' in value ? join(value.from, value.to) : null
}

function join(from: unknown, to: unknown): string {
  return `${nameOf(from)} → ${nameOf(to)}`
}

function nameOf(value: unknown): string {
  if (typeof value === 'object' && value !== null && 'name' in value) return String(value.name)
  return typeof value === 'string' && value !== '' ? value : t('common.none')
}
