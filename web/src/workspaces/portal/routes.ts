import type { RouteRecordRaw } from 'vue-router'

import type { Link } from '@/layout/link'

export const routes: RouteRecordRaw[] = []

export const links: Link[] = []
