import { expect, it } from 'vitest'

import { csvOf } from './csv'

it('a table is quoted, and a formula is only text', () => {
  expect(csvOf([['谁', 'says "hi"'], ['=1+1', 'a,b']])).toBe('\uFEFF"谁","says ""hi"""\r\n"\'=1+1","a,b"\r\n')
})
