import { describe, expect, it } from 'vitest'

import { sayDevice } from './device'

describe('devices', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140 Safari/537.36 Edg/140', 'Edge · Windows'],
    ['Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36', 'Chrome · Android'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18 Safari/604', 'Safari · iOS'],
    ['curl/8.5.0', 'curl/8.5.0'],
    ['', null],
  ])('%s is %s', (agent, said) => expect(sayDevice(agent)).toBe(said))
})
