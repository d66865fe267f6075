import { computed, onMounted, ref } from 'vue'

import * as api from '@/api/identity'
import type { Invitation, Invite } from '@/api/identity'
import { t } from '@/i18n'
import { useLoad } from '@/shared/useLoad'

import { attempt } from '../parts/attempt'
import { useUrlFilters } from '../parts/useUrlFilters'

export const STATES = ['open', 'accepted', 'expired', 'withdrawn'] as const

/** Who was invited, and the link of the one that was just made. */
export function useInvitations() {
  const { asked, set } = useUrlFilters(['state'])
  const { data, problem, loading, load } = useLoad<Invitation[]>(api.invitations)
  const invitations = computed(() => (data.value ?? []).filter((one) => asked.value.state === '' || one.state === asked.value.state))
  /** The link, shown once, and for whom. */
  const link = ref<{ name: string; url: string; until: string } | null>(null)
  onMounted(load)

  /** Throws what the form should show. */
  async function invite(invited: Invite): Promise<void> {
    const { invitation, url } = await api.invite(invited)
    data.value = [invitation, ...(data.value ?? [])]
    link.value = { name: invitation.name, url, until: invitation.expires_at }
  }

  const withdraw = (one: Invitation): Promise<boolean> =>
    attempt(async () => {
      await api.withdrawInvitation(one.id)
      await load()
    }, t('invitations.withdrawn'))

  return { asked, set, data, invitations, problem, loading, load, link, invite, withdraw }
}
