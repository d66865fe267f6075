import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import 'element-plus/theme-chalk/el-message.css'
import { onMounted, ref } from 'vue'

import * as api from '@/api/identity'
import { asProblem } from '@/api/problem'
import type { Person, Role } from '@/api/types'
import { t } from '@/i18n'
import { usePages } from '@/shared/usePages'

/** The people that this person may see, and what a security administrator may do with their accounts. */
export function usePeople() {
  const pages = usePages<Person>(api.people)
  /** A password that is shown once, and for whom. */
  const secret = ref<{ title: string; password: string } | null>(null)
  onMounted(pages.load)

  function put(person: Person): void {
    pages.items.value = pages.items.value.map((other) => (other.id === person.id ? person : other))
  }

  async function attempt(step: () => Promise<void>): Promise<void> {
    await step().catch((thrown) => ElMessage.error(asProblem(thrown).detail))
  }

  /** Throws what the form should show. */
  async function create(account: string, name: string): Promise<void> {
    const { person, initial_password } = await api.createPerson(account, name)
    pages.items.value = [person, ...pages.items.value]
    secret.value = { title: t('people.created', { name: person.name }), password: initial_password }
  }

  const unlock = (person: Person): Promise<void> =>
    attempt(async () => {
      await api.unlock(person.id)
      ElMessage.success(t('people.unlocked', { name: person.name }))
    })

  const reset = (person: Person): Promise<void> =>
    attempt(async () => {
      const { initial_password } = await api.resetPassword(person.id)
      secret.value = { title: t('people.resetDone', { name: person.name }), password: initial_password }
    })

  const toggle = (person: Person): Promise<void> => attempt(async () => put(await (person.active ? api.disable(person.id) : api.enable(person.id))))

  /** Throws what the form should show. */
  async function saveRoles(person: Person, roles: Role[]): Promise<void> {
    put(await api.setRoles(person.id, roles))
    ElMessage.success(t('people.rolesSaved'))
  }

  return { ...pages, secret, create, unlock, reset, toggle, saveRoles }
}
