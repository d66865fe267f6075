import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import * as identity from '@/api/identity'
import { asProblem } from '@/api/problem'
import type { Me } from '@/api/types'
import { beforeLeaving, forgetDrafts } from '@/shared/draft'
import { END_SESSION, PERSON_HERE } from '@/shared/offline/words'

const PHONE = '(width <= 720px)'

/** Who is signed in at this browser. */
export const useSession = defineStore('session', () => {
  const me = ref<Me | null>(null)
  const asked = ref(false)
  const name = computed(() => me.value?.name ?? '')

  /** Finds out once whether a session is still open from before. */
  async function resume(): Promise<Me | null> {
    if (asked.value) return me.value
    try {
      await endLeftOver()
      me.value = await identity.me()
    } catch (thrown) {
      const problem = asProblem(thrown)
      if (problem.status !== 401) throw problem
    }
    asked.value = true
    return me.value
  }

  async function signIn(account: string, password: string, code?: string): Promise<Me> {
    const { person, must_change_password } = await identity.signIn(account, password, code)
    me.value = { ...person, must_change_password }
    asked.value = true
    return me.value
  }

  async function changePassword(current: string, next: string): Promise<void> {
    await identity.changePassword(current, next)
    if (me.value) me.value = { ...me.value, must_change_password: false }
  }

  /** Signs out; `everything` also gives up what was done in the field and could not be sent yet. */
  async function signOut(everything = false): Promise<void> {
    await beforeLeaving()
    await import('@/shared/notices/push').then(({ forgetPush }) => forgetPush()).catch(() => undefined)
    const problem = await identity.signOut().then(() => null, asProblem)
    if (problem?.status === 0) localStorage.setItem(END_SESSION, '1')
    forgetDrafts()
    localStorage.removeItem(PERSON_HERE)
    await import('@/shared/offline/forget').then(({ forgetDevice }) => forgetDevice(everything)).catch(() => undefined)
    end()
  }

  /** Ends the session of somebody who signed out while there was no network. */
  async function endLeftOver(): Promise<void> {
    if (localStorage.getItem(END_SESSION) === null) return
    await identity.signOut().catch((thrown) => {
      if (asProblem(thrown).status === 0) throw thrown
    })
    localStorage.removeItem(END_SESSION)
  }

  /** The session is over, whether we ended it or the server did. */
  function end(): void {
    me.value = null
    asked.value = true
  }

  function setSecondFactor(on: boolean): void {
    if (me.value) me.value = { ...me.value, second_factor: on }
  }

  /** Do they sit on the client's side of a contract? */
  const isClient = computed(() => me.value?.roles.some((held) => held.role === 'client_official') ?? false)

  /** Do they go to where the machines are? */
  const isEngineer = computed(() => me.value?.roles.some((held) => held.role === 'engineer') ?? false)

  /** Do they see tickets without working on any, as finance does? Theirs is what is paid. */
  const readsOnly = computed(() => can('ticketing.read') && !['ticketing.open', 'ticketing.reply', 'ticketing.work'].some((code) => can(code)))

  /** The first page for this person: where their work is. */
  const home = computed(() => {
    if (isClient.value) return 'portal'
    if (isEngineer.value && matchMedia(PHONE).matches) return 'field'
    if (readsOnly.value) return can('billing.read') ? 'billing' : 'portal-contracts'
    if (can('ticketing.read')) return 'tickets'
    return ['contracts.import', 'identity.people_manage', 'identity.audit_read'].some((code) => can(code)) ? 'admin' : 'contracts'
  })

  /** May this person do `code`, under one contract or under any? A hint for the page; the server decides. */
  function can(code: string, contract?: string): boolean {
    const held = me.value?.permissions.find((permission) => permission.code === code)
    if (!held) return false
    return held.contracts === 'all' || (contract === undefined ? held.contracts.length > 0 : held.contracts.includes(contract))
  }

  return { me, name, home, isClient, isEngineer, setSecondFactor, resume, signIn, signOut, changePassword, end, can }
})
