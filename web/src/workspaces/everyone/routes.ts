import type { RouteRecordRaw } from 'vue-router'

/** For everybody: what one was told of, and how one wants to be told. */
export const routes: RouteRecordRaw[] = [
  { path: 'notices', name: 'notices', meta: { title: 'inbox.title' }, component: () => import('./list/Page.vue') },
  { path: 'notices/settings', name: 'notice-settings', meta: { title: 'inbox.own' }, component: () => import('./settings/Page.vue') },
]
