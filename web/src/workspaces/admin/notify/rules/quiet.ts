import type { QuietHours } from '@/api/notify'
import type { Catalogue } from '@/api/types'
import { t } from '@/i18n'

import { listed, sayLevel } from '../parts/words'

/** Quiet hours as sentences; level 1 is never held back, and they say so. */
export function sayQuiet(quiet: QuietHours | null, catalogue: Catalogue | null): string {
  if (quiet === null || quiet.from === quiet.to) return t('quiet.none')
  const [from, to] = [quiet.from.slice(0, 5), quiet.to.slice(0, 5)]
  const says = t('quiet.says', { from, to, next: to < from ? t('quiet.nextDay') : '' })
  const more = Array.from({ length: Math.max(quiet.except_level - 1, 0) }, (_, i) => sayLevel(i + 2, catalogue))
  return [says, t('quiet.free'), ...(more.length > 0 ? [t('quiet.alsoFree', { levels: listed(more) })] : [])].join('')
}
