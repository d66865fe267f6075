import { expect, it } from 'vitest'

import { asJpeg, compress, fit, saySize } from './pictures'

it('keeps the shape of a picture and never makes it larger', () => {
  expect(fit(4000, 3000)).toEqual({ width: 1920, height: 1440 })
  expect(fit(1000, 4000)).toEqual({ width: 480, height: 1920 })
  expect(fit(800, 600)).toEqual({ width: 800, height: 600 })
  expect(fit(10_000, 1)).toEqual({ width: 1920, height: 1 })
})

it('leaves small files and other kinds of files alone', async () => {
  const small = new File(['x'], 'a.png', { type: 'image/png' })
  const large = new File(['x'.repeat(500_000)], 'a.pdf', { type: 'application/pdf' })
  expect(await compress(small)).toBe(small)
  expect(await compress(large)).toBe(large)
})

it('names and measures', () => {
  expect([asJpeg('屏幕.PNG'), asJpeg('a.b.png'), asJpeg('.png')]).toEqual(['屏幕.jpg', 'a.b.jpg', 'picture.jpg'])
  expect([saySize(10), saySize(1024 * 300), saySize(1024 * 1024 * 1.5)]).toEqual(['1 KB', '300 KB', '1.5 MB'])
})
