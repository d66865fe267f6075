import { describe, expect, it } from 'vitest'

import { refusalOf, saySize } from './upload'

describe('attachments', () => {
  it('that are empty are refused before they are sent', () => {
    expect(refusalOf(new File([], '日志.zip'))?.detail).toContain('“日志.zip”')
    expect(refusalOf(new File(['x'], '日志.zip'))).toBeNull()
  })

  it.each([
    [512, '512 B'],
    [2_048, '2 KB'],
    [1_468_006, '1.4 MB'],
  ])('of %d bytes are said to have %s', (bytes, said) => expect(saySize(bytes)).toBe(said))
})
