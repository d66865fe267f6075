import { ref, watch } from 'vue'

import * as api from '@/api/identity'
import type { PersonChange } from '@/api/identity'
import type { Person, Role, Session } from '@/api/types'
import { t } from '@/i18n'
import { useSession } from '@/session/useSession'
import { useLoad } from '@/shared/useLoad'

import { attempt } from '../parts/attempt'

/** One person, and what a security administrator may do with their account. */
export function usePerson(id: () => string) {
  const session = useSession()
  const { data: person, problem, loading, load } = useLoad<Person & { version?: number }>(() => api.person(id()))
  const sessions = useLoad<Session[]>(() => api.sessionsOf(id()))
  const seesSessions = session.can('identity.sessions_manage')
  /** A password that is shown once. */
  const secret = ref<string | null>(null)

  function loadAll(): void {
    void load()
    if (seesSessions) void sessions.load()
  }
  watch(id, loadAll, { immediate: true })

  /** Throws what the form should show. */
  async function change(part: PersonChange): Promise<void> {
    await api.changePerson(id(), person.value?.version ?? 0, part)
    await load()
  }

  /** Throws what the form should show. */
  async function saveRoles(roles: Role[]): Promise<void> {
    await api.setRoles(id(), roles)
    await load()
  }

  const unlock = (): Promise<boolean> => attempt(() => api.unlock(id()), t('people.unlocked', { name: person.value?.name ?? '' }))

  const reset = (): Promise<boolean> =>
    attempt(async () => {
      secret.value = (await api.resetPassword(id())).initial_password
      loadAll()
    })

  async function setActive(active: boolean): Promise<void> {
    await attempt(
      async () => {
        await (active ? api.enable(id()) : api.disable(id()))
        loadAll()
      },
      t(active ? 'people.enabled' : 'people.disabledDone'),
    )
  }

  const endSession = (one: Session): Promise<boolean> =>
    attempt(async () => {
      await api.endSessionOf(id(), one.id)
      sessions.data.value = sessions.data.value?.filter((other) => other.id !== one.id) ?? null
    }, t('sessions.revoked'))

  const endAll = (): Promise<boolean> =>
    attempt(async () => {
      await api.endSessionsOf(id())
      await sessions.load()
    }, t('person.allEnded'))

  return { person, problem, loading, load, sessions, seesSessions, secret, change, saveRoles, unlock, reset, setActive, endSession, endAll }
}
