import { expect, it } from 'vitest'

import type { ImportResult } from '@/api/certificates'
import { csvOf } from '@/shared/charts/csv'

import { isLocked, refusedTable } from './rows'

const result: ImportResult = {
  preview: true, added: 1, updated: 0, same: 0, refused: 1,
  rows: [
    { line: 2, about: 'A1', outcome: 'added', reason: null, certificate_id: null },
    { line: 5, about: '=1+1', outcome: 'refused', reason: '没有填写单位', certificate_id: null },
  ],
}

it('refused rows become a table that no spreadsheet runs', () => {
  expect(csvOf(refusedTable(result))).toBe("\ufeff行,序列号或持有人,原因\r\n5,'=1+1,没有填写单位\r\n")
})

it('only a PFX is opened by a password', () => {
  expect(['a.pfx', 'a.P12', 'a.cer', 'pfx.csv'].map(isLocked)).toEqual([true, true, false, false])
})
