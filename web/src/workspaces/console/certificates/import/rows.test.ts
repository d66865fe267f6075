import { expect, it } from 'vitest'

import { isLocked } from './rows'

it('only a PFX is opened by a password', () => {
  expect(['a.pfx', 'a.P12', 'a.cer', 'pfx.csv'].map(isLocked)).toEqual([true, true, false, false])
})
