import type { RouteRecordRaw } from 'vue-router'

/** The phone has a frame of its own, so these stand beside the desk's frame and not inside it. */
export const routes: RouteRecordRaw[] = []
