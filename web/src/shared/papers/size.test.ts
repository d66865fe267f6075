import { expect, it } from 'vitest'

import { sizeText } from './size'

it('tells sizes in the unit that people use for them', () => {
  expect([0, 900, 1536, 3_400_000, 700_000_000, 5_000_000_000_000].map(sizeText)).toEqual(['0 B', '900 B', '1.5 KB', '3.2 MB', '668 MB', '4657 GB'])
})
