import type { MailReason, ReceivedMail } from '@/api/mail'
import { t } from '@/i18n'

export const REASONS: MailReason[] = ['no_contract', 'too_large', 'broken', 'automatic', 'loop', 'list', 'bounce', 'too_many', 'bad_token', 'refused', 'unreadable']
export const VIEWS = ['held', 'addresses', 'log'] as const
export type MailView = (typeof VIEWS)[number]

export const STATE_TONES: Record<ReceivedMail['state'], string> = { kept: 'run', opened: 'good', replied: 'good', bounced: 'warn', quarantined: 'warn', discarded: '' }

const KB = 1024

/** A size as people say it: `12 kB`, `1.5 MB`. */
export function saySize(bytes: number): string {
  if (bytes < KB) return `${bytes} B`
  if (bytes < KB * KB) return `${Math.round(bytes / KB)} kB`
  return `${Math.round((bytes / KB / KB) * 10) / 10} MB`
}

/** Who wrote it, as the mail says. */
export const sayFrom = (mail: Pick<ReceivedMail, 'from' | 'from_name'>): string => (mail.from_name && mail.from_name !== mail.from.split('@')[0] ? `${mail.from_name} <${mail.from}>` : mail.from)

export const saySubject = (mail: Pick<ReceivedMail, 'subject'>): string => mail.subject || t('mail.noSubject')

const TICKET = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/?(?:[?#].*)?$/i

/** The ticket of a pasted address; null where there is none, undefined where the text is no address of a ticket. */
export function ticketOf(text: string): string | null | undefined {
  if (text.trim() === '') return null
  return TICKET.exec(text.trim())?.[1]?.toLowerCase()
}
