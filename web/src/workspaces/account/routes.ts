import type { RouteRecordRaw } from 'vue-router'

/** Pages without the frame: they are shown before somebody is let in. */
export const doorRoutes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', meta: { open: true, title: 'signIn.title' }, component: () => import('./sign-in/Page.vue') },
  { path: '/unreachable', name: 'unreachable', meta: { open: true, title: 'unreachable.title' }, component: () => import('./unreachable/Page.vue') },
  { path: '/first-password', name: 'first-password', meta: { title: 'password.title' }, component: () => import('./password/Page.vue'), props: { first: true } },
  { path: '/invitation/:token?', name: 'invitation', meta: { open: true, title: 'invited.title', texts: ['manage'] }, component: () => import('./invitation/Page.vue') },
]

export const routes: RouteRecordRaw[] = [
  { path: 'me/sessions', name: 'sessions', meta: { title: 'sessions.title' }, component: () => import('./sessions/Page.vue') },
  { path: 'me/password', name: 'password', meta: { title: 'password.title' }, component: () => import('./password/Page.vue') },
  { path: 'me/tokens', name: 'tokens', meta: { title: 'tokens.title' }, component: () => import('./tokens/Page.vue') },
]
