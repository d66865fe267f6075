import { flushPromises, mount, type VueWrapper } from '@vue/test-utils'
import { createPinia } from 'pinia'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { createMemoryHistory, createRouter, type Router } from 'vue-router'

import * as identity from '@/api/identity'
import { ApiProblem } from '@/api/problem'
import type { Me } from '@/api/types'

import Page from './Page.vue'

vi.mock('@/api/identity')

const me: Me = { id: 'p', account: 'rexian', name: '值班员', locale: 'zh-CN', roles: [], permissions: [], must_change_password: false, second_factor: true }
const refuse = (status: number, code: string, body = {}): ApiProblem => new ApiProblem(status, code, `说明 ${code}`, 'r-1', [], body)

async function show(query = ''): Promise<{ page: VueWrapper; router: Router }> {
  const stub = { template: '<p />' }
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/sign-in', component: Page },
      { path: '/first-password', name: 'first-password', component: stub },
      { path: '/:rest(.*)*', component: stub },
    ],
  })
  await router.push(`/sign-in${query}`)
  const page = mount(Page, { global: { plugins: [router, createPinia()] } })
  await flushPromises()
  await page.get('#account').setValue('rexian')
  await page.get('#password').setValue('secret')
  return { page, router }
}

async function submit(page: VueWrapper): Promise<void> {
  await page.get('form').trigger('submit')
  await flushPromises()
}

describe('signing in', () => {
  beforeEach(() => void vi.mocked(identity.signIn).mockReset())

  it('goes to the page that was asked for', async () => {
    vi.mocked(identity.signIn).mockResolvedValue({ person: me, must_change_password: false })
    const { page, router } = await show('?to=/tickets/7')
    await submit(page)
    expect(router.currentRoute.value.fullPath).toBe('/tickets/7')
  })

  it('asks for the code only after the password was right, and sends all three', async () => {
    vi.mocked(identity.signIn).mockRejectedValueOnce(refuse(401, 'identity.second_factor_needed')).mockResolvedValueOnce({ person: me, must_change_password: false })
    const { page } = await show()
    await submit(page)
    expect(page.find('[role="alert"]').exists()).toBe(false)
    await flushPromises()
    await page.get('#code').setValue('123456')
    await submit(page)
    expect(identity.signIn).toHaveBeenLastCalledWith('rexian', 'secret', '123456')
  })

  it('sends a first password to be changed before anything else', async () => {
    vi.mocked(identity.signIn).mockResolvedValue({ person: me, must_change_password: true })
    const { page, router } = await show()
    await submit(page)
    expect(router.currentRoute.value.name).toBe('first-password')
  })

  it('says until when an account is locked', async () => {
    vi.mocked(identity.signIn).mockRejectedValue(refuse(423, 'identity.locked', { locked_until: '2026-11-21T06:30:00Z' }))
    const { page } = await show()
    await submit(page)
    expect(page.get('[role="alert"]').text()).toMatch(/账号已锁定.*14:30.*自动解锁/s)
  })

  it('shows what the server says to a wrong password, with the request id', async () => {
    vi.mocked(identity.signIn).mockRejectedValue(refuse(401, 'identity.bad_credentials'))
    const { page } = await show()
    await submit(page)
    expect(page.get('[role="alert"]').text()).toMatch(/说明 identity.bad_credentials.*r-1/s)
  })
})
