import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

export const routes: RouteRecordRaw[] = [
  { path: 'tickets', name: 'tickets', meta: { title: 'tickets.title' }, component: () => import('./tickets/Page.vue') },
  { path: 'tickets/new', name: 'open-ticket', meta: { title: 'open.title' }, component: () => import('./open-ticket/Page.vue') },
  { path: 'tickets/:id', name: 'ticket', meta: { title: 'tickets.title' }, component: () => import('./ticket/Page.vue'), props: true },
  { path: 'contracts', name: 'contracts', meta: { title: 'contracts.title' }, component: () => import('./contracts/Page.vue') },
  { path: 'contracts/:id', name: 'contract', meta: { title: 'contracts.title' }, component: () => import('./contract/Page.vue'), props: true },
]

export const links: Link[] = [
  { name: 'tickets', says: 'nav.tickets', needs: 'ticketing.read' },
  { name: 'contracts', says: 'nav.contracts' },
]
