import { ref, watch } from 'vue'

import * as api from '@/api/identity'
import type { Person } from '@/api/types'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'

import { useUrlFilters } from '../parts/useUrlFilters'

/** The people that this person may see, by a part of their name or account. */
export function usePeople() {
  const filters = useUrlFilters(['q'])
  const pages = usePages<Person>((after) => api.people(after, filters.asked.value.q))
  /** A password that is shown once, and for whom. */
  const secret = ref<{ title: string; password: string; person: Person } | null>(null)
  watch(filters.asked, pages.load, { immediate: true })

  /** Throws what the form should show. */
  async function create(account: string, name: string): Promise<void> {
    const { person, initial_password } = await api.createPerson(account, name)
    pages.items.value = [person, ...pages.items.value]
    secret.value = { title: t('people.created', { name: person.name }), password: initial_password, person }
  }

  return { ...pages, ...filters, secret, create }
}
