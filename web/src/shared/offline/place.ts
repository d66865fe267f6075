export interface Position {
  latitude: number
  longitude: number
  /** Metres within which the true place lies. */
  accuracy: number
}

const EARTH_M = 6_371_000

/** Metres between two points on the ground. */
export function metresBetween(one: Pick<Position, 'latitude' | 'longitude'>, other: Pick<Position, 'latitude' | 'longitude'>): number {
  const rad = Math.PI / 180
  const north = (other.latitude - one.latitude) * rad
  const east = (other.longitude - one.longitude) * rad
  const a = Math.sin(north / 2) ** 2 + Math.cos(one.latitude * rad) * Math.cos(other.latitude * rad) * Math.sin(east / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(a)))
}

/** The phone's position, or null when it gives none. A position of the last minute is good enough. */
export function position(): Promise<Position | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy: Math.round(accuracy) }),
      () => resolve(null),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    )
  })
}
