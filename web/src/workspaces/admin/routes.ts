import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

export const routes: RouteRecordRaw[] = [
  { path: 'admin', name: 'admin', meta: { title: 'overview.title' }, component: () => import('./overview/Page.vue') },
  { path: 'admin/contracts/import', name: 'contract-import', meta: { title: 'import.title' }, component: () => import('./import/Page.vue') },
  { path: 'admin/contracts/:id/versions', name: 'contract-versions', meta: { title: 'contract.version' }, component: () => import('./versions/Page.vue'), props: true },
  { path: 'admin/jobs', name: 'jobs', meta: { title: 'jobs.title' }, component: () => import('./jobs/Page.vue') },
  { path: 'admin/dead-letters', name: 'dead-letters', meta: { title: 'dead.title' }, component: () => import('./dead-letters/Page.vue') },
  { path: 'notifications/rules', name: 'notify-rules', meta: { title: 'rules.title', texts: ['notify'] }, component: () => import('./notify/rules/Page.vue') },
  { path: 'notifications/templates', name: 'notify-templates', meta: { title: 'tpl.title', texts: ['notify'] }, component: () => import('./notify/templates/Page.vue') },
  { path: 'notifications/channels', name: 'notify-channels', meta: { title: 'chan.title', texts: ['notify'] }, component: () => import('./notify/channels/Page.vue') },
  { path: 'notifications/outbox', name: 'notify-outbox', meta: { title: 'out.title', texts: ['notify'] }, component: () => import('./notify/outbox/Page.vue') },
  { path: 'mail', name: 'mail', meta: { title: 'mail.title', texts: ['mail'] }, component: () => import('./mail/Page.vue') },
  { path: 'people', name: 'people', meta: { title: 'people.title' }, component: () => import('./people/Page.vue') },
  { path: 'people/:id', name: 'person', meta: { title: 'people.title' }, component: () => import('./person/Page.vue'), props: true },
  { path: 'admin/invitations', name: 'invitations', meta: { title: 'invitations.title' }, component: () => import('./invitations/Page.vue') },
  { path: 'admin/roles', name: 'roles', meta: { title: 'roles.title' }, component: () => import('./roles/Page.vue') },
  { path: 'admin/sessions', name: 'all-sessions', meta: { title: 'allSessions.title' }, component: () => import('./all-sessions/Page.vue') },
  { path: 'audit', name: 'audit', meta: { title: 'audit.title' }, component: () => import('./audit/Page.vue') },
  { path: 'calendar', name: 'calendar', meta: { title: 'calendar.title' }, component: () => import('./calendar/Page.vue') },
]

export const links: Link[] = [
  { name: 'admin', says: 'nav.overview', needs: 'contracts.import' },
  { name: 'admin', says: 'nav.overview', needs: 'identity.people_manage' },
  { name: 'admin', says: 'nav.overview', needs: 'identity.audit_read' },
  { name: 'people', says: 'nav.people', needs: 'identity.people_read' },
  { name: 'audit', says: 'nav.audit', needs: 'identity.audit_read' },
  { name: 'calendar', says: 'nav.calendar', needs: 'contracts.load_calendar' },
  { name: 'notify-rules', says: 'nav.notify', pages: ['notify-templates', 'notify-outbox'], needs: 'notify.rules_write' },
  { name: 'notify-channels', says: 'nav.notify', pages: ['notify-outbox'], needs: 'notify.channels' },
  { name: 'mail', says: 'nav.mail', needs: 'mailbox.manage' },
  { name: 'jobs', says: 'nav.jobs', needs: 'platform.system_read' },
]
