import type { RouteRecordRaw } from 'vue-router'

/** Accounts of contracts: for finance, officials and managers alike. */
export const routes: RouteRecordRaw[] = [
  { path: 'billing', name: 'billing', meta: { title: 'nav.billing' }, component: () => import('./schedule/Page.vue') },
  { path: 'billing/penalties', name: 'billing-penalties', meta: { title: 'bill.penalties' }, component: () => import('./penalties/Page.vue') },
  { path: 'billing/bonds', name: 'billing-bonds', meta: { title: 'fin.bonds' }, component: () => import('./bonds/Page.vue') },
  { path: 'billing/reconcile', name: 'billing-reconcile', meta: { title: 'fin.reconcile' }, component: () => import('./reconcile/Page.vue') },
  { path: 'billing/:id', name: 'billing-account', meta: { title: 'nav.billing' }, component: () => import('./account/Page.vue'), props: true },
]
