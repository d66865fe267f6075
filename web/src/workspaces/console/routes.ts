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
  { path: 'calls', name: 'calls', meta: { title: 'nav.calls', texts: ['hotline'] }, component: () => import('./calls/Page.vue') },
  { path: 'calls/waits', name: 'call-waits', meta: { title: 'waits.title', texts: ['hotline', 'portal'] }, component: () => import('./waits/Page.vue') },
  { path: 'calls/sources', name: 'call-sources', meta: { title: 'sources.title', texts: ['hotline'] }, component: () => import('./sources/Page.vue') },
  { path: 'roster', name: 'roster', meta: { title: 'nav.roster', texts: ['hotline'] }, component: () => import('./roster/Page.vue') },
  { path: 'return-calls', name: 'return-calls', meta: { title: 'nav.returns', texts: ['hotline', 'portal'] }, component: () => import('./returns/Page.vue') },
  { path: 'knowledge', name: 'knowledge', meta: { title: 'nav.knowledge', texts: ['knowledge'] }, component: () => import('./knowledge/Page.vue') },
  { path: 'knowledge/new', name: 'article-new', meta: { title: 'nav.knowledge', texts: ['knowledge'] }, component: () => import('./knowledge/Editor.vue') },
  { path: 'knowledge/:id', name: 'article', meta: { title: 'nav.knowledge', texts: ['knowledge'] }, component: () => import('./knowledge/Article.vue'), props: true },
  { path: 'knowledge/:id/edit', name: 'article-edit', meta: { title: 'nav.knowledge', texts: ['knowledge'] }, component: () => import('./knowledge/Editor.vue'), props: true },
  { path: 'certificates', name: 'certificates', meta: { title: 'nav.certificates', texts: ['certificates', 'portal'] }, component: () => import('./certificates/Page.vue') },
  { path: 'certificates/import', name: 'certificate-import', meta: { title: 'cert.import', texts: ['certificates', 'importing'] }, component: () => import('./certificates/import/Page.vue') },
  { path: 'certificates/requests', name: 'certificate-requests', meta: { title: 'cert.requests', texts: ['certificates'] }, component: () => import('./certificates/requests/Page.vue') },
  { path: 'certificates/network', name: 'certificate-network', meta: { title: 'cert.network', texts: ['certificates'] }, component: () => import('./certificates/network/Page.vue') },
  { path: 'assets', name: 'assets', meta: { title: 'nav.assets', texts: ['assets', 'assetWords'] }, component: () => import('./assets/Page.vue') },
  { path: 'assets/classes', name: 'asset-classes', meta: { title: 'assets.classes', texts: ['assets', 'assetWords'] }, component: () => import('./assets/classes/Page.vue') },
  { path: 'assets/import', name: 'asset-import', meta: { title: 'assets.import', texts: ['assets', 'importing'] }, component: () => import('./assets/import/Page.vue') },
  { path: 'assets/labels', name: 'asset-labels', meta: { title: 'assets.labels', texts: ['assets', 'assetWords'] }, component: () => import('./assets/labels/Page.vue') },
  { path: 'assets/:id', name: 'asset', meta: { title: 'nav.assets', texts: ['assets', 'assetWords'] }, component: () => import('./asset/Page.vue'), props: true },
  { path: 'spares', name: 'spares', meta: { title: 'assets.spares', texts: ['assets', 'assetWords'] }, component: () => import('./spares/Page.vue') },
  { path: 'spares/import', name: 'spare-import', meta: { title: 'assets.importSpares', texts: ['assets', 'importing'] }, component: () => import('./spares/import/Page.vue') },
  { path: 'stock-takings', name: 'stock-takings', meta: { title: 'assets.takings', texts: ['assets', 'assetWords'] }, component: () => import('./stock-takings/Page.vue') },
  { path: 'stock-takings/:id', name: 'stock-taking', meta: { title: 'assets.takings', texts: ['assets', 'assetWords'] }, component: () => import('./stock-taking/Page.vue'), props: true },
  { path: 'probes', name: 'probes', meta: { title: 'nav.probes', texts: ['probing', 'portal'] }, component: () => import('./probes/Page.vue') },
  { path: 'probes/outages', name: 'probe-outages', meta: { title: 'probing.outages', texts: ['probing'] }, component: () => import('./probes/Outages.vue') },
  { path: 'probes/exchanges', name: 'probe-exchanges', meta: { title: 'probing.exchangesTitle', texts: ['probing'] }, component: () => import('./probes/Exchanges.vue') },
  { path: 'probes/settings', name: 'probe-settings', meta: { title: 'probing.settings', texts: ['probing'] }, component: () => import('./probes/settings/Page.vue') },
  { path: 'inspections', name: 'inspections', meta: { title: 'nav.inspections', texts: ['inspection'] }, component: () => import('./inspections/Page.vue') },
  { path: 'inspections/sheets', name: 'inspection-sheets', meta: { title: 'insp.sheets', texts: ['inspection'] }, component: () => import('./inspections/sheets/Page.vue') },
  { path: 'inspections/checklists', name: 'checklists', meta: { title: 'check.title', texts: ['inspection', 'checklist'] }, component: () => import('./checklists/Page.vue') },
  { path: 'inspections/checklists/:contract/:id', name: 'checklist', meta: { title: 'check.title', texts: ['inspection', 'checklist'] }, component: () => import('./checklists/Editor.vue'), props: true },
  { path: 'inspections/:id', name: 'inspection', meta: { title: 'nav.inspections', texts: ['inspection'] }, component: () => import('./inspection/Page.vue'), props: true },
  { path: 'duties', name: 'duties', meta: { title: 'nav.duties', texts: ['duties'] }, component: () => import('./duties/Page.vue') },
  { path: 'contracts', name: 'contracts', meta: { title: 'contracts.title' }, component: () => import('./contracts/Page.vue') },
  { path: 'contracts/:id', name: 'contract', meta: { title: 'contracts.title' }, component: () => import('./contract/Page.vue'), props: true },
]

export const links: Link[] = [
  { name: 'tickets', says: 'nav.tickets', needs: 'ticketing.read' },
  { name: 'calls', says: 'nav.calls', pages: ['call-waits', 'call-sources'], needs: 'hotline.calls_read' },
  { name: 'roster', says: 'nav.roster', needs: 'hotline.roster_read' },
  { name: 'return-calls', says: 'nav.returns', needs: 'hotline.return_calls_read' },
  { name: 'call-sources', says: 'nav.phones', needs: 'hotline.sources' },
  { name: 'knowledge', says: 'nav.knowledge', pages: ['article', 'article-new', 'article-edit'], needs: 'knowledge.write' },
  { name: 'texts', says: 'nav.texts', needs: 'ticketing.work' },
  { name: 'inspections', says: 'nav.inspections', pages: ['inspection', 'inspection-sheets', 'checklists', 'checklist'], needs: 'inspection.read' },
  { name: 'certificates', says: 'nav.certificates', pages: ['certificate-import', 'certificate-requests', 'certificate-network'], needs: 'certificates.read' },
  { name: 'assets', says: 'nav.assets', pages: ['asset', 'asset-classes', 'asset-import', 'asset-labels', 'spares', 'spare-import', 'stock-takings', 'stock-taking'], needs: 'assets.read' },
  { name: 'probes', says: 'nav.probes', pages: ['probe-outages', 'probe-exchanges', 'probe-settings'], needs: 'probing.read' },
  { name: 'duties', says: 'nav.duties', needs: 'obligations.prove' },
  { name: 'contracts', says: 'nav.contracts' },
  { name: 'portal-contracts', says: 'sheet.title', pages: ['portal-contract'], needs: 'ticketing.read' },
  { name: 'portal-figures', says: 'figures.title', needs: 'ticketing.read' },
]
