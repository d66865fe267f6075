import { ref } from 'vue'

import type { Site } from '@/api/field'
import { t } from '@/i18n'
import { metresBetween, position, type Position } from '@/shared/offline/place'

/** Where the phone is, once somebody has allowed it. */
export const here = ref<Position | null>(null)
export const refused = ref(false)

/** Finds out where the phone is; asks for it, so only when somebody wants to know. */
export async function locate(): Promise<Position | null> {
  here.value = await position()
  refused.value = here.value === null
  return here.value
}

/** The same, only where it was allowed before: no question pops up by itself. */
export async function locateIfAllowed(): Promise<void> {
  const allowed = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
  if (allowed?.state === 'granted') await locate()
}

/** Metres to the site, or null where either place is not known. */
export function metresTo(site: Site | null | undefined, from: Position | null): number | null {
  const { latitude, longitude } = site ?? {}
  if (typeof latitude !== 'number' || typeof longitude !== 'number' || !from) return null
  return metresBetween(from, { latitude, longitude })
}

export function sayMetres(metres: number): string {
  return metres < 1_000 ? t('phone.metres', { n: Math.round(metres) }) : t('phone.kilometres', { n: (metres / 1_000).toFixed(1) })
}

/** Whether somebody is where they should be; the doubt of the phone counts for them. Null where it cannot be told. */
export function isInside(site: Site | null | undefined, from: Position | null): boolean | null {
  const metres = metresTo(site, from)
  return metres === null ? null : metres <= site!.tolerance_m
}
