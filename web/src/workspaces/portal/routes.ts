import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

export const routes: RouteRecordRaw[] = [
  { path: 'portal', name: 'portal', meta: { title: 'portal.title' }, component: () => import('./home/Page.vue') },
  { path: 'portal/report', name: 'portal-report', meta: { title: 'report.title' }, component: () => import('./report/Page.vue') },
  { path: 'portal/requests', name: 'portal-requests', meta: { title: 'requests.title' }, component: () => import('./requests/Page.vue') },
  { path: 'portal/requests/:id', name: 'portal-request', meta: { title: 'request.title' }, component: () => import('./request/Page.vue'), props: true },
  { path: 'portal/contracts', name: 'portal-contracts', meta: { title: 'sheet.title' }, component: () => import('./contract/Choose.vue') },
  { path: 'portal/contracts/:id', name: 'portal-contract', meta: { title: 'sheet.title', texts: ['hotline'] }, component: () => import('./contract/Page.vue'), props: true },
  { path: 'portal/duties', name: 'portal-duties', meta: { title: 'nav.duties', texts: ['duties'] }, component: () => import('./duties/Page.vue') },
  { path: 'portal/changes', name: 'portal-changes', meta: { title: 'nav.changes', texts: ['changes'] }, component: () => import('./changes/Page.vue') },
  { path: 'portal/changes/:id', name: 'portal-change', meta: { title: 'nav.changes', texts: ['changes', 'papers'] }, component: () => import('./changes/Change.vue'), props: true },
  { path: 'portal/return-calls', name: 'portal-returns', meta: { title: 'nav.returns', texts: ['hotline'] }, component: () => import('./returns/Page.vue') },
  { path: 'portal/assets', name: 'portal-assets', meta: { title: 'nav.assets', texts: ['assets', 'assetWords'] }, component: () => import('./assets/Page.vue') },
  { path: 'portal/certificates', name: 'portal-certificates', meta: { title: 'nav.certificates', texts: ['certificates'] }, component: () => import('./certificates/Page.vue') },
  { path: 'portal/inspections', name: 'portal-inspections', meta: { title: 'nav.inspections', texts: ['inspection'] }, component: () => import('./inspections/Page.vue') },
  { path: 'portal/inspections/sheets', name: 'portal-inspection-sheets', meta: { title: 'insp.sheets', texts: ['inspection'] }, component: () => import('./inspections/Sheets.vue') },
  { path: 'portal/backups', name: 'portal-backups', meta: { title: 'nav.backups', texts: ['backups'] }, component: () => import('./backups/Page.vue') },
  { path: 'portal/backups/:id', name: 'portal-backup', meta: { title: 'nav.backups', texts: ['backups'] }, component: () => import('./backups/Policy.vue'), props: true },
  { path: 'portal/inventory', name: 'portal-inventory', meta: { title: 'nav.inventory', texts: ['inventory'] }, component: () => import('./inventory/Page.vue') },
  { path: 'portal/inventory/sources/:id', name: 'portal-inventory-source', meta: { title: 'nav.inventory', texts: ['inventory'] }, component: () => import('./inventory/Source.vue'), props: true },
  { path: 'portal/availability', name: 'portal-availability', meta: { title: 'nav.availability', texts: ['availability', 'probing'] }, component: () => import('./availability/Page.vue') },
  { path: 'portal/inspections/:id', name: 'portal-inspection', meta: { title: 'nav.inspections', texts: ['inspection'] }, component: () => import('./inspections/Occurrence.vue'), props: true },
  { path: 'portal/figures', name: 'portal-figures', meta: { title: 'figures.title', texts: ['hotline'] }, component: () => import('./figures/Page.vue') },
]

export const links: Link[] = [
  { name: 'portal', says: 'portal.title' },
  { name: 'portal-report', says: 'report.title', needs: 'ticketing.open' },
  { name: 'portal-requests', says: 'requests.title', pages: ['portal-request'], needs: 'ticketing.read' },
  { name: 'portal-contracts', says: 'sheet.title', pages: ['portal-contract'], needs: 'contracts.read' },
  { name: 'portal-duties', says: 'nav.duties', needs: 'obligations.read' },
  { name: 'portal-changes', says: 'nav.changes', pages: ['portal-change'], needs: 'changes.read', under: 'nav.fulfilment' },
  { name: 'portal-returns', says: 'nav.returns', needs: 'hotline.return_calls_waive' },
  { name: 'portal-inspections', says: 'nav.inspections', pages: ['portal-inspection', 'portal-inspection-sheets'], needs: 'inspection.read', under: 'nav.upkeep' },
  { name: 'portal-availability', says: 'nav.availability', needs: 'probing.read', under: 'nav.upkeep' },
  { name: 'portal-backups', says: 'nav.backups', pages: ['portal-backup'], needs: 'backups.read', under: 'nav.upkeep' },
  { name: 'portal-inventory', says: 'nav.inventory', pages: ['portal-inventory-source'], needs: 'inventory.read', under: 'nav.upkeep' },
  { name: 'portal-assets', says: 'nav.assets', needs: 'assets.read', under: 'nav.upkeep' },
  { name: 'portal-certificates', says: 'nav.certificates', needs: 'certificates.read', under: 'nav.upkeep' },
  { name: 'portal-figures', says: 'figures.title', needs: 'ticketing.read' },
]
