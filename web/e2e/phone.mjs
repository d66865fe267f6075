import assert from 'node:assert/strict'
import { deflateSync } from 'node:zlib'

import { chromium, request } from 'playwright-core'

import { accounts } from './accounts.mjs'
import { accessible, BASE, fits, PHONE, picture } from './browser.mjs'

/** Where the engineer stands. */
export const HERE = { latitude: 39.9205, longitude: 116.4405, accuracy: 12 }

/** The API as somebody else, from outside of the browser. */
export async function as(account) {
  const api = await request.newContext({ baseURL: BASE, extraHTTPHeaders: { 'X-Jianyue': '1' } })
  const call = async (method, path, data, headers = {}) => {
    const answer = await api.fetch(`/api/v1${path}`, { method, headers, ...(data === undefined ? {} : { data }) })
    const said = answer.status() === 204 ? null : await answer.json()
    assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${JSON.stringify(said)}`)
    return said
  }
  await call('POST', '/sessions', { account, password: accounts.password })
  return { get: (path) => call('GET', path), post: (path, data = {}) => call('POST', path, data), put: (path, data, headers) => call('PUT', path, data, headers), close: () => api.dispose() }
}

/** A picture as a camera gives it, far too large: noise, so that it does not compress. */
export function photo() {
  const [width, height] = [2400, 1800]
  const rows = Buffer.alloc((width * 3 + 1) * height)
  for (let i = 0, seed = 7; i < rows.length; i += 1) {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff
    rows[i] = i % (width * 3 + 1) === 0 ? 0 : 96 + ((seed >> 16) % 64)
  }
  const table = Array.from({ length: 256 }, (_, n) => Array.from({ length: 8 }).reduce((c) => (c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1), n))
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const crc = ~body.reduce((c, byte) => table[(c ^ byte) & 255] ^ (c >>> 8), ~0)
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeInt32BE(crc | 0, 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))])
}

/** The engineer's phone: what it keeps is in `folder`, as on a phone that was switched off and on. */
export async function phone(folder) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
    viewport: PHONE,
    hasTouch: true,
    isMobile: true,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    baseURL: BASE,
    reducedMotion: 'reduce',
    geolocation: HERE,
    permissions: ['geolocation'],
  })
  context.setDefaultTimeout(10_000)
  const page = context.pages()[0] ?? (await context.newPage())
  page.failures = []
  page.on('pageerror', (error) => page.failures.push(String(error)))
  return page
}

/** Asks the page until it says yes; `waitForFunction` takes any promise for a yes. */
export async function until(page, question, about) {
  for (const end = Date.now() + 10_000; !(await page.evaluate(question, about)); ) {
    assert.ok(Date.now() < end, `never became true: ${question}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Asks the server until its answer is what is waited for; the last answer otherwise, so that a test says what was missing. */
export async function answered(ask, right) {
  for (const end = Date.now() + 20_000; ; ) {
    const answer = await ask()
    if (right(answer) || Date.now() > end) return answer
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The page is served by the worker, with everything that it needs without a network. */
export async function worksOffline(page) {
  await until(page, async () => (await navigator.serviceWorker.getRegistration('/field'))?.active?.state === 'activated')
  await page.reload()
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** Buttons, links and fields that a glove must hit are 44 px or larger. */
export async function hittable(page, what) {
  const small = await page.evaluate(() => {
    const shown = (box) => box.width > 1 && box.height > 1
    return [...document.querySelectorAll('.field-app button, .field-app a, .field-app input:not(.jy-hidden), .field-app textarea, .van-popup button, .van-popup textarea, .van-dialog button')]
      .map((node) => [node, (node.closest('label') ?? node).getBoundingClientRect()])
      .filter(([node, box]) => shown(box) && !node.matches('.jy-hidden') && (box.height < 43.5 || box.width < 43.5))
      .map(([node, box]) => `${node.outerHTML.slice(0, 90)} ${Math.round(box.width)}×${Math.round(box.height)}`)
  })
  assert.deepEqual(small, [], `${what} has targets that are too small`)
}

export async function good(page, what) {
  await page.waitForFunction(() => !document.querySelector('.van-toast') || getComputedStyle(document.querySelector('.van-toast')).display === 'none')
  await picture(page, `field-${what}`)
  await accessible(page, what)
  await fits(page, what)
  await hittable(page, what)
}

export async function says(page, text) {
  await page.locator('[data-net]', { hasText: text }).waitFor()
}

export async function signOnGlass(page) {
  const box = await page.locator('[data-pad] canvas').boundingBox()
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y]
  await page.mouse.move(...at(0.3, 0.2))
  await page.mouse.down()
  for (const [x, y] of [[0.6, 0.3], [0.3, 0.4], [0.6, 0.5], [0.35, 0.7]]) await page.mouse.move(...at(x, y), { steps: 8 })
  await page.mouse.up()
}
