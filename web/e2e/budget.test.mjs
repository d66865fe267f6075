import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { close, DESK, launch, open, PHONE, signIn } from './browser.mjs'

/** Script, as it travels (gzip), that the first page of a workspace may load before it can be worked with. */
const BUDGET = 250_000

/** Who opens which page first, at which size. */
const FIRST_PAGES = [
  ['console', accounts.hotline, '/tickets', DESK],
  ['portal', accounts.official, '/portal', DESK],
  ['field', accounts.engineer, '/field', PHONE],
  ['admin', accounts.system, '/admin', DESK],
]

before(launch)
after(close)

/** Counts the bytes of every script that `page` fetches from now on, as they came over the wire. */
async function countScripts(page) {
  const session = await page.context().newCDPSession(page)
  const scripts = new Map()
  const sizes = new Map()
  session.on('Network.responseReceived', ({ requestId, type, response }) => type === 'Script' && scripts.set(requestId, response.url))
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength))
  await session.send('Network.enable')
  await session.send('Network.setCacheDisabled', { cacheDisabled: true })
  return () => [...scripts].map(([id, url]) => [new URL(url).pathname, sizes.get(id) ?? 0])
}

/** What was loaded once nothing more came for a second; the live events keep the network from ever being idle. */
async function settled(scripts) {
  for (let before = -1, quiet = 0; ; ) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    const now = scripts().length
    quiet = now === before ? quiet + 1 : 0
    if (quiet === 5) return scripts()
    before = now
  }
}

describe('the first load of a workspace', () => {
  for (const [name, account, path, viewport] of FIRST_PAGES) {
    test(`${name} is within its budget`, async () => {
      // Without the service worker: it fetches the rest in the background, which is not the first load.
      const page = await open(viewport, { serviceWorkers: 'block' })
      await signIn(page, account, accounts.password)
      const scripts = await countScripts(page)
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      const loaded = await settled(scripts)
      const bytes = loaded.reduce((sum, [, size]) => sum + size, 0)
      assert.ok(loaded.length > 0, 'no script was seen, so nothing was measured')
      const heaviest = loaded.sort(([, one], [, other]) => other - one).slice(0, 5).map(([url, size]) => `${url} ${size}`)
      assert.ok(bytes <= BUDGET, `${name} loads ${bytes} bytes of script; the heaviest: ${heaviest.join(', ')}`)
      await page.context().close()
    })
  }
})
