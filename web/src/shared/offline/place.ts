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

/** From the satellites, where they are seen. A position of the last minute is good enough. */
const PRECISE: PositionOptions = { enableHighAccuracy: true, timeout: 6_000, maximumAge: 60_000 }
/** From the network, inside of buildings and machine rooms. */
const COARSE: PositionOptions = { enableHighAccuracy: false, timeout: 6_000, maximumAge: 300_000 }

function ask(options: PositionOptions): Promise<Position | null> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy: Math.round(accuracy) }),
      () => resolve(null),
      options,
    )
  })
}

let asking: Promise<Position | null> | null = null

/** The phone's position, or null when it gives none. Whoever asks meanwhile gets the same answer. */
export function position(): Promise<Position | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  asking ??= ask(PRECISE)
    .then((found) => found ?? ask(COARSE))
    .finally(() => (asking = null))
  return asking
}
