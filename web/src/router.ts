import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteLocationRaw, type Router, type RouteRecordRaw } from 'vue-router'

import { onSignedOut } from '@/api/client'
import { t, type TextKey } from '@/i18n'
import { useSession } from '@/session/useSession'
import { insidePath } from '@/shared/insidePath'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    title?: TextKey
  }
}

const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', meta: { open: true, title: 'signIn.title' }, component: () => import('@/workspaces/account/sign-in/Page.vue') },
  { path: '/first-password', name: 'first-password', meta: { title: 'password.title' }, component: () => import('@/workspaces/account/password/Page.vue'), props: { first: true } },
  {
    path: '/',
    component: () => import('@/layout/Shell.vue'),
    children: [
      { path: '', name: 'home', component: () => import('@/layout/Nowhere.vue') },
      { path: 'tickets', name: 'tickets', meta: { title: 'tickets.title' }, component: () => import('@/workspaces/console/tickets/Page.vue') },
      { path: 'tickets/new', name: 'open-ticket', meta: { title: 'open.title' }, component: () => import('@/workspaces/console/open-ticket/Page.vue') },
      { path: 'tickets/:id', name: 'ticket', meta: { title: 'tickets.title' }, component: () => import('@/workspaces/console/ticket/Page.vue'), props: true },
      { path: 'contracts', name: 'contracts', meta: { title: 'contracts.title' }, component: () => import('@/workspaces/console/contracts/Page.vue') },
      { path: 'contracts/:id', name: 'contract', meta: { title: 'contracts.title' }, component: () => import('@/workspaces/console/contract/Page.vue'), props: true },
      { path: 'people', name: 'people', meta: { title: 'people.title' }, component: () => import('@/workspaces/admin/people/Page.vue') },
      { path: 'audit', name: 'audit', meta: { title: 'audit.title' }, component: () => import('@/workspaces/admin/audit/Page.vue') },
      { path: 'calendar', name: 'calendar', meta: { title: 'calendar.title' }, component: () => import('@/workspaces/admin/calendar/Page.vue') },
      { path: 'me/sessions', name: 'sessions', meta: { title: 'sessions.title' }, component: () => import('@/workspaces/account/sessions/Page.vue') },
      { path: 'me/password', name: 'password', meta: { title: 'password.title' }, component: () => import('@/workspaces/account/password/Page.vue') },
      { path: ':rest(.*)*', name: 'nowhere', meta: { title: 'error.notFound' }, component: () => import('@/layout/Nowhere.vue') },
    ],
  },
]

function titleOf(to: RouteLocationNormalized): string {
  return to.meta.title ? `${t(to.meta.title)} · ${t('app.name')}` : t('app.name')
}

/** Where somebody has to go before the page that was asked for. */
async function gate(to: RouteLocationNormalized): Promise<RouteLocationRaw | true> {
  const session = useSession()
  const me = await session.resume().catch(() => null)
  if (me === null) return to.meta.open ? true : { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (to.name === 'sign-in') return insidePath(to.query.to)
  if (me.must_change_password && to.name !== 'first-password') return { name: 'first-password', query: { to: to.fullPath } }
  return to.name === 'home' ? { name: session.home } : true
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(gate)
  router.afterEach((to, from) => {
    if (to.path === from.path) return
    document.title = titleOf(to)
    // The reader of a screen reader starts at the new page, not at the link that led here.
    if (from.name) void nextTick(() => document.getElementById('content')?.focus({ preventScroll: true }))
  })
  onSignedOut(() => {
    useSession().end()
    const here = router.currentRoute.value
    if (!here.meta.open && here.name) void router.replace({ name: 'sign-in', query: { to: here.fullPath } })
  })
  return router
}
