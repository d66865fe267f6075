import { describe, expect, it } from 'vitest'

import { MOST_BYTES, refusalOf, saySize } from './upload'

function file(size: number): File {
  const made = new File([''], '日志.zip')
  Object.defineProperty(made, 'size', { value: size })
  return made
}

describe('attachments', () => {
  it('of allowed size are sent', () => expect(refusalOf(file(MOST_BYTES))).toBeNull())

  it('that are too big are refused with both sizes', () => {
    const detail = refusalOf(file(200 * 1024 * 1024))?.detail
    expect(detail).toContain('200.0 MB')
    expect(detail).toContain(saySize(MOST_BYTES))
  })

  it('that are empty are refused', () => expect(refusalOf(file(0))?.code).toBe('web.empty_file'))
})
