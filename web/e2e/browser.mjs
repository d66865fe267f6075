import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import { chromium } from 'playwright-core'

export const BASE = process.env.JIANYUE_URL ?? 'http://127.0.0.1:8080'

export const DESK = { width: 1440, height: 900 }
export const PHONE = { width: 390, height: 844 }

const PICTURES = new URL('../test-results/', import.meta.url).pathname
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser

export async function launch() {
  mkdirSync(PICTURES, { recursive: true })
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
}

export async function close() {
  await browser.close()
}

/** A fresh browser window; what the page logs as an error fails the test that asks for it. */
export async function open(viewport = DESK, more = {}) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', baseURL: BASE, reducedMotion: 'reduce', ...more })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  page.failures = []
  page.on('pageerror', (error) => page.failures.push(String(error)))
  return page
}

export async function signIn(page, account, password) {
  await page.goto('/sign-in')
  await page.getByLabel('账号', { exact: true }).fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

export async function picture(page, name) {
  await page.waitForTimeout(200)
  await page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: false })
}

/** Longest wait for a page to come to rest before it is judged as it stands. */
const REST_MS = 10_000

/**
 * WCAG 2.2 A and AA by axe, looked at once; nothing may be left. The page is judged when it has come to rest, and from
 * its top: what a fixed bar happens to cover half of at one place of a long page is no fault of the page.
 */
export async function accessible(page, what) {
  await page.evaluate(AXE)
  const found = await page.evaluate(judge, REST_MS)
  assert.deepEqual(found, [], `${what} is not accessible`)
}

/** Runs in the page: goes to its top, waits until nothing moves any more, judges, goes back. */
async function judge(longest) {
  const last = performance.now() + longest
  const top = globalThis.scrollY
  globalThis.scrollTo({ top: 0, behavior: 'instant' })

  // What goes on for ever (a spinner) is part of the picture; everything else has an end that is waited for.
  const endless = (one) => one.effect?.getComputedTiming().endTime === Infinity
  const isMoving = () => document.getAnimations().some((one) => one.playState === 'running' && !endless(one))
  const layout = () => {
    const turning = document.getAnimations().filter(endless).map((one) => one.effect.target)
    const boxes = [...document.body.querySelectorAll('*')].filter((one) => !turning.some((part) => part?.contains(one))).map((one) => one.getBoundingClientRect())
    return boxes.map(({ x, y, width, height }) => `${x},${y},${width},${height}`).join(' ')
  }
  await document.fonts.ready
  // Two frames after each other in which everything stands where it stood.
  for (let still = 0, before = ''; still < 2 && performance.now() < last;) {
    await new Promise((done) => requestAnimationFrame(done))
    const now = layout()
    still = now === before && !isMoving() ? still + 1 : 0
    before = now
  }
  const { violations } = await globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
  globalThis.scrollTo({ top, behavior: 'instant' })
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target.join(' ')} — ${node.any.map((one) => one.message).join('; ')}`).join(' | ')}`)
}

/** Nothing sticks out sideways; tables that scroll in their own box are fine. */
export async function fits(page, what) {
  const { inner, content } = await page.evaluate(() => ({ inner: document.documentElement.clientWidth, content: document.documentElement.scrollWidth }))
  assert.ok(content <= inner, `${what} is ${content - inner} px wider than the screen`)
}

/** Presses Tab until what `selector` names has the focus; a page that works by keyboard gets there. */
export async function tabTo(page, selector, most = 80) {
  for (let i = 0; i < most; i += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    await page.keyboard.press('Tab')
  }
  assert.fail(`${selector} cannot be reached with the keyboard`)
}
