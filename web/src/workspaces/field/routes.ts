import type { RouteRecordRaw } from 'vue-router'

/** The phone has a frame of its own, so these stand beside the desk's frame and not inside it. */
export const routes: RouteRecordRaw[] = [
  {
    path: '/field',
    component: () => import('./FieldShell.vue'),
    meta: { field: true },
    children: [
      { path: '', name: 'field', meta: { field: true, title: 'phone.today' }, component: () => import('./today/Page.vue') },
      { path: 'outbox', name: 'field-outbox', meta: { field: true, title: 'phone.outbox' }, component: () => import('./outbox/Page.vue') },
      { path: 'on-site', name: 'field-on-site', meta: { field: true, title: 'phone.onSite', texts: ['field', 'inspection', 'round', 'staffing'] }, component: () => import('./on-site/Page.vue') },
      { path: 'me', name: 'field-me', meta: { field: true, title: 'phone.me' }, component: () => import('./me/Page.vue') },
      { path: 'tickets/:id', name: 'field-ticket', meta: { field: true, title: 'tickets.title' }, component: () => import('./ticket/Page.vue'), props: true },
      { path: 'inspections/:id', name: 'field-inspection', meta: { field: true, title: 'round.title' }, component: () => import('./inspection/Page.vue'), props: true },
      { path: 'inspections/:id/run', name: 'field-run', meta: { field: true, title: 'round.title' }, component: () => import('./inspection/run/Page.vue'), props: true },
      { path: 'assets', name: 'field-assets', meta: { field: true, title: 'phone.assets', texts: ['field', 'inspection', 'round', 'assetWords'] }, component: () => import('./assets/Page.vue') },
      { path: 'assets/:id', name: 'field-asset', meta: { field: true, title: 'phone.assets', texts: ['field', 'inspection', 'round', 'assetWords'] }, component: () => import('./asset/Page.vue'), props: true },
      { path: 'counts/:id', name: 'field-count', meta: { field: true, title: 'phone.assets', texts: ['field', 'inspection', 'round', 'assetWords'] }, component: () => import('./count/Page.vue'), props: true },
      { path: 'tickets/:id/sheet', name: 'field-sheet', meta: { field: true, title: 'phone.sheetTitle' }, component: () => import('./sheet/Page.vue'), props: ({ params, query }) => ({ id: params.id, ...(typeof query.corrects === 'string' ? { corrects: query.corrects } : {}) }) },
    ],
  },
]
