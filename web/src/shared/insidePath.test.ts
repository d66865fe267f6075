import { describe, expect, it } from 'vitest'

import { insidePath } from './insidePath'

describe('where to go after signing in', () => {
  it.each([
    ['/tickets/1?x=2', '/tickets/1?x=2'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['https://evil.example', '/'],
    ['/sign-in?to=/', '/'],
    [undefined, '/'],
    [['/a', '/b'], '/'],
  ])('%s leads to %s', (asked, path) => expect(insidePath(asked)).toBe(path))
})
