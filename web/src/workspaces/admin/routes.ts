import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

export const routes: RouteRecordRaw[] = [
  { path: 'people', name: 'people', meta: { title: 'people.title' }, component: () => import('./people/Page.vue') },
  { path: 'audit', name: 'audit', meta: { title: 'audit.title' }, component: () => import('./audit/Page.vue') },
  { path: 'calendar', name: 'calendar', meta: { title: 'calendar.title' }, component: () => import('./calendar/Page.vue') },
]

export const links: Link[] = [
  { name: 'people', says: 'nav.people', needs: 'identity.people_read' },
  { name: 'audit', says: 'nav.audit', needs: 'identity.audit_read' },
  { name: 'calendar', says: 'nav.calendar', needs: 'contracts.load_calendar' },
]
