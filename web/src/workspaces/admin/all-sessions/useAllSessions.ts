import { watch } from 'vue'

import * as api from '@/api/identity'
import type { AnySession } from '@/api/identity'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'

import { attempt } from '../parts/attempt'
import { useUrlFilters } from '../parts/useUrlFilters'

/** Every session that is open, by a part of the name or account. */
export function useAllSessions() {
  const filters = useUrlFilters(['q'])
  const pages = usePages<AnySession>((after) => api.allSessions(filters.asked.value.q, after))
  watch(filters.asked, pages.load, { immediate: true })

  const end = (one: AnySession): Promise<boolean> =>
    attempt(
      async () => {
        await api.endSessionOf(one.person_id, one.id)
        pages.items.value = pages.items.value.filter((other) => other.id !== one.id)
      },
      t('allSessions.ended', { name: one.person_name }),
    )

  return { ...pages, ...filters, end }
}
