import { nextTick } from 'vue'
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteLocationRaw, type Router, type RouteRecordRaw } from 'vue-router'

import { onSignedOut } from '@/api/client'
import { learn, t, type TextKey, type TextSet } from '@/i18n'
import { useSession } from '@/session/useSession'
import { insidePath } from '@/shared/insidePath'
import { PERSON_HERE } from '@/shared/offline/words'
import { doorRoutes, routes as account } from '@/workspaces/account/routes'
import { routes as admin } from '@/workspaces/admin/routes'
import { routes as desk } from '@/workspaces/console/routes'
import { routes as field } from '@/workspaces/field/routes'
import { routes as finance } from '@/workspaces/finance/routes'
import { routes as notices } from '@/workspaces/everyone/routes'
import { routes as portal } from '@/workspaces/portal/routes'

declare module 'vue-router' {
  interface RouteMeta {
    /** Shown without a session. */
    open?: boolean
    title?: TextKey
    /** Of the phone: it opens without a network, and stays open when the session ends. */
    field?: boolean
    /** What it says beyond the words of every page. */
    texts?: TextSet[]
  }
}

/** The same routes, whose pages say what is in `sets`. */
function saying(sets: TextSet[], pages: RouteRecordRaw[]): RouteRecordRaw[] {
  return pages.map((page) => ({ ...page, meta: { ...page.meta, texts: [...sets, ...(page.meta?.texts ?? [])] } }))
}

/** The page of an asset for whoever scanned its label: an official's, the phone's or the desk's. */
function labelled(to: RouteLocationNormalized): RouteLocationRaw {
  const session = useSession()
  const id = String(to.params.id)
  if (session.isClient) return { name: 'portal-assets', query: { asset: id } }
  return { name: session.isEngineer && matchMedia('(width <= 720px)').matches ? 'field-asset' : 'asset', params: { id } }
}

const routes: RouteRecordRaw[] = [
  ...doorRoutes,
  ...saying(['field', 'inspection', 'round'], field),
  {
    path: '/',
    component: () => import('@/layout/Shell.vue'),
    children: [
      { path: '', name: 'home', component: () => import('@/layout/Nowhere.vue') },
      ...saying(['manage'], account),
      ...saying(['notices'], notices),
      ...saying(['portal'], portal),
      ...saying(['billing', 'papers', 'portal'], finance),
      ...desk,
      ...saying(['manage'], admin),
      // What the QR code on a label says.
      { path: 'a/:id', name: 'label', beforeEnter: labelled, component: () => import('@/layout/Nowhere.vue') },
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
  if (to.meta.field && localStorage.getItem(PERSON_HERE) !== null) return true
  let unreachable = false
  const me = await session.resume().catch(() => {
    unreachable = true
    return null
  })
  // A server that does not answer has not ended the session: nobody has to sign in again for that.
  if (unreachable && !to.meta.open && !to.meta.field) return { name: 'unreachable', query: { to: to.fullPath } }
  if (me === null) return to.meta.open ? true : { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
  if (to.name === 'sign-in') return insidePath(to.query.to)
  if (me.must_change_password && to.name !== 'first-password') return { name: 'first-password', query: { to: to.fullPath } }
  if (to.name !== 'home') return true
  return session.home === 'portal-contracts' ? { name: session.home, hash: '#payments' } : { name: session.home }
}

const LONGEST_WAIT_MS = 3_000

/** Waits until the page that one comes back to is long enough again to stand where one left it. */
async function reachable(top: number): Promise<void> {
  const last = performance.now() + LONGEST_WAIT_MS
  while (performance.now() < last && document.documentElement.scrollHeight - window.innerHeight < top) await new Promise((done) => setTimeout(done, 50))
}

export function createAppRouter(): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (to, from, saved) => {
      if (saved) return reachable(saved.top).then(() => saved)
      return to.path === from.path ? false : { top: 0 }
    },
  })
  router.beforeEach(gate)
  router.beforeResolve((to) => learn(to.meta.texts ?? []))
  router.afterEach((to, from) => {
    if (to.path === from.path) return
    document.title = titleOf(to)
    // The reader of a screen reader starts at the new page, not at the link that led here.
    if (from.name) void nextTick(() => document.getElementById('content')?.focus({ preventScroll: true }))
  })
  // The phone may still run a version whose other pages the server no longer has: those are loaded whole.
  router.onError((_error, to, from) => {
    if (from.meta.field && !to.meta.field) location.assign(to.fullPath)
  })
  onSignedOut(() => {
    useSession().end()
    const here = router.currentRoute.value
    if (!here.meta.open && !here.meta.field && here.name) void router.replace({ name: 'sign-in', query: { to: here.fullPath } })
  })
  return router
}
