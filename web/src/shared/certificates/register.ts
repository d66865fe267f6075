import type { Certificate, CertificateMedium, CertificateStanding } from '@/api/certificates'
import { t } from '@/i18n'

export const STANDINGS: CertificateStanding[] = ['issued', 'expired', 'revoked', 'replaced']
export const MEDIA: CertificateMedium[] = ['usb_key', 'card', 'file', 'server', 'phone']

/** The last days in which somebody should act, and those in which it is late. */
const SOON_DAYS = 30
const URGENT_DAYS = 7

export type Tone = '' | 'good' | 'warn' | 'bad'

type Ending = Pick<Certificate, 'state' | 'days_left'>

/** "还剩 12 天", "今天到期", "已过期 3 天"; of one that is no longer used, where it stands. */
export function sayLeft({ state, days_left: days }: Ending): string {
  if (state === 'revoked' || state === 'replaced') return t(`cert.standing.${state}`)
  if (days === 0) return t('cert.today')
  return days > 0 ? t('cert.daysMore', { n: days }) : t('cert.daysPast', { n: -days })
}

export function toneOf({ state, days_left: days }: Ending): Tone {
  if (state === 'revoked' || state === 'replaced') return ''
  if (days <= URGENT_DAYS) return 'bad'
  return days <= SOON_DAYS ? 'warn' : 'good'
}
