import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

/** The page itself looks at the address: list and ticket are one, so that the list stays while tickets come and go. */
const within = { render: () => null }

export const routes: RouteRecordRaw[] = [
  { path: 'tickets/new', name: 'open-ticket', meta: { title: 'open.title' }, component: () => import('./open-ticket/Page.vue') },
  {
    path: 'tickets',
    meta: { title: 'tickets.title' },
    component: () => import('./tickets/Page.vue'),
    children: [
      { path: '', name: 'tickets', component: within },
      { path: ':id', name: 'ticket', component: within },
    ],
  },
  { path: 'desk/texts', name: 'texts', meta: { title: 'texts.title' }, component: () => import('./texts/Page.vue') },
  { path: 'pop', name: 'pop', meta: { title: 'pop.title' }, component: () => import('./pop/Page.vue') },
  { path: 'contracts', name: 'contracts', meta: { title: 'contracts.title' }, component: () => import('./contracts/Page.vue') },
  { path: 'contracts/:id', name: 'contract', meta: { title: 'contracts.title' }, component: () => import('./contract/Page.vue'), props: true },
]

export const links: Link[] = [
  { name: 'tickets', says: 'nav.tickets', needs: 'ticketing.read' },
  { name: 'texts', says: 'nav.texts', needs: 'ticketing.work' },
  { name: 'contracts', says: 'nav.contracts' },
  { name: 'portal-contracts', says: 'sheet.title', pages: ['portal-contract'], needs: 'ticketing.read' },
  { name: 'portal-figures', says: 'figures.title', needs: 'ticketing.read' },
]
