/**
 * Photographs the main pages of a running demo: node take.mjs FOLDER, with the address in JIANYUE_URL.
 *
 * Every picture names who looks, at what size, where, and what must be there before it is taken. A page that does not
 * come fails the run; an old picture is never left in place of a new one.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

import { accounts } from '../e2e/accounts.mjs'
import { DESK as WIDE, close, launch, open, PHONE, signIn } from '../e2e/browser.mjs'

import { small } from './png.mjs'
import { SHOTS } from './shots.mjs'

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node take.mjs FOLDER')
  process.exit(2)
}
mkdirSync(folder, { recursive: true })

/** Names to take only some of them: node take.mjs FOLDER NAME… */
const only = process.argv.slice(3)
/** As wide as a page of text shows it without losing the small print. */
const DESK = { width: 1280, height: 800 }

/** One window for each person and size, signed in once. */
const windows = new Map()

async function windowOf({ name, account, phone, wide, dark, alone, here }) {
  const key = JSON.stringify([account, phone, wide, dark, alone && name])
  if (!windows.has(key)) {
    const place = here ? { geolocation: here, permissions: ['geolocation'] } : {}
    const more = { colorScheme: dark ? 'dark' : 'light', deviceScaleFactor: phone ? 2 : 1, serviceWorkers: 'block', ...place }
    const page = await open(phone ? PHONE : wide ? WIDE : DESK, more)
    if (account) await signIn(page, account, accounts.password)
    windows.set(key, page)
  }
  return windows.get(key)
}

/** Nobody stays signed in, so that no session of the camera's is left; the page goes first, with all that it has not sent. */
async function signOut(page) {
  await page.close()
  await page.context().request.delete('/api/v1/sessions/current', { headers: { 'X-Jianyue': '1' } })
}

await launch()
try {
  for (const shot of SHOTS.filter(({ name }) => only.length === 0 || only.includes(name))) {
    const file = `${folder}/${shot.name}.png`
    rmSync(file, { force: true })
    const page = await windowOf(shot)
    await page.goto(shot.path)
    await shot.go?.(page)
    await page.locator(shot.sign).first().waitFor()
    await page.evaluate(() => document.fonts.ready)
    writeFileSync(file, small(await page.screenshot({ animations: 'disabled', caret: 'hide' })))
    console.log(file)
  }
} finally {
  for (const page of windows.values()) await signOut(page).catch(() => undefined)
  await close()
}
