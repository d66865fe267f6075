import type { RouteRecordRaw } from 'vue-router'

/** Accounts of contracts: for finance, officials and managers alike. */
export const routes: RouteRecordRaw[] = [
  { path: 'billing', name: 'billing', meta: { title: 'nav.billing' }, component: () => import('./schedule/Page.vue') },
  { path: 'billing/:id', name: 'billing-account', meta: { title: 'nav.billing' }, component: () => import('./account/Page.vue'), props: true },
]
