import { describe, expect, it } from 'vitest'

import { insidePath } from './insidePath'

describe('where to go after signing in', () => {
  it.each([
    ['/tickets/1?x=2', '/tickets/1?x=2'],
    ['//evil.example', '/tickets'],
    ['/\\evil.example', '/tickets'],
    ['https://evil.example', '/tickets'],
    ['/sign-in?to=/', '/tickets'],
    [undefined, '/tickets'],
    [['/a', '/b'], '/tickets'],
  ])('%s leads to %s', (asked, path) => expect(insidePath(asked)).toBe(path))
})
