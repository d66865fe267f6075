import { afterEach, describe, expect, it, vi } from 'vitest'

import { metresBetween, position } from './place'

const COORDS = { latitude: 39.9, longitude: 116.4, accuracy: 12.4 }

type Answer = (found: PositionCallback, failed: PositionErrorCallback, options: PositionOptions) => void

/** A phone whose answer to each question is decided by `answer`. */
function phone(answer: Answer) {
  const getCurrentPosition = vi.fn(answer)
  vi.stubGlobal('navigator', { geolocation: { getCurrentPosition } })
  return getCurrentPosition
}

afterEach(() => vi.unstubAllGlobals())

describe('where the phone is', () => {
  it('is asked of the network where no satellite is seen', async () => {
    const asked = phone((found, failed, options) => (options.enableHighAccuracy ? failed({} as GeolocationPositionError) : found({ coords: COORDS } as GeolocationPosition)))
    expect(await position()).toEqual({ latitude: 39.9, longitude: 116.4, accuracy: 12 })
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('is asked once for all who want to know at the same time', async () => {
    const asked = phone((found) => setTimeout(() => found({ coords: COORDS } as GeolocationPosition)))
    const [one, other] = await Promise.all([position(), position()])
    expect(one).toEqual(other)
    expect(asked).toHaveBeenCalledTimes(1)
    await position()
    expect(asked).toHaveBeenCalledTimes(2)
  })

  it('is unknown where nothing answers', async () => {
    phone((_found, failed) => failed({} as GeolocationPositionError))
    expect(await position()).toBeNull()
  })

  it('is metres away from another place', () => {
    expect(Math.round(metresBetween({ latitude: 39.9, longitude: 116.4 }, { latitude: 39.9, longitude: 116.4 }))).toBe(0)
    expect(Math.round(metresBetween({ latitude: 39, longitude: 116 }, { latitude: 40, longitude: 116 }) / 1000)).toBe(111)
  })
})
