/**
 * Photographs the main pages of a running demo: node take.mjs FOLDER, with the address in JIANYUE_URL.
 *
 * Every picture names who looks, at what size, where, and what must be there before it is taken. A page that does not
 * come fails the run; an old picture is never left in place of a new one.
 */
import { mkdirSync, rmSync } from 'node:fs'

import { accounts } from '../e2e/accounts.mjs'
import { close, DESK, launch, open, PHONE, signIn } from '../e2e/browser.mjs'

import { SHOTS } from './shots.mjs'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node take.mjs FOLDER')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

/** One window for each person and size, signed in once. */
const windows = new Map()

async function windowOf({ account, phone, dark }) {
  const key = JSON.stringify([account, phone, dark])
  if (!windows.has(key)) {
    const more = { colorScheme: dark ? 'dark' : 'light', deviceScaleFactor: phone ? 2 : 1, serviceWorkers: 'block' }
    const page = await open(phone ? PHONE : DESK, more)
    if (account) await signIn(page, account, accounts.password)
    windows.set(key, page)
  }
  return windows.get(key)
}

await launch()
try {
  for (const shot of SHOTS) {
    const file = `${folder}/${shot.name}.png`
    rmSync(file, { force: true })
    const page = await windowOf(shot)
    await page.goto(shot.path)
    await shot.go?.(page)
    await page.locator(shot.sign).first().waitFor()
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' })
    console.log(file)
  }
} finally {
  await close()
}
