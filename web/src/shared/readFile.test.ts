import { describe, expect, it } from 'vitest'

import { decode } from './readFile'

describe('a file', () => {
  it('in UTF-8 loses its mark and its carriage returns', () => {
    expect(decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61, 0x0d, 0x0a, 0x62]))).toBe('a\nb')
  })

  it('in GB 18030 is read too', () => expect(decode(new Uint8Array([0xd4, 0xaa, 0xb5, 0xa9]))).toBe('元旦'))
})
