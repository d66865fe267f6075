import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, PHONE, signIn } from './browser.mjs'

/** A desk screen of 1440 px at 200 % zoom. */
const ZOOMED = { width: 720, height: 450 }

before(launch)
after(close)

/** Counts the requests of the page by address. */
function counted(page) {
  const seen = new Map()
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url())
    if (request.method() === 'GET' && pathname.startsWith('/api/')) seen.set(pathname + search, (seen.get(pathname + search) ?? 0) + 1)
  })
  return () => [...seen].filter(([, times]) => times > 1)
}

test('finance starts at what is paid, and from there at the account of a contract', async () => {
  const page = await open()
  await signIn(page, accounts.finance, accounts.password)
  await page.waitForURL(/\/billing$/)
  await page.locator('[data-lines] tbody a').first().click()
  await page.waitForURL(/\/billing\/[^/]+$/)
  await page.locator('section[data-lines] [data-line]').first().waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a server that is silent for a moment does not send anybody to the sign-in page', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.route('**/api/v1/me', (route) => route.fulfill({ status: 500, contentType: 'text/plain', body: 'upstream gone' }))
  await page.goto('/portal/requests?state=closed')
  await page.getByRole('alert').waitFor()
  await page.waitForURL(/\/unreachable/)
  await accessible(page, 'the page of a silent server')
  await page.unroute('**/api/v1/me')
  await page.getByRole('button', { name: '重新加载', exact: true }).click()
  await page.waitForURL(/\/portal\/requests\?.*state=closed/)
  await page.locator('[data-requests]').waitFor()
  await page.context().close()
})

test('the language and the list of keys are within reach on a phone and at 200 % zoom', async () => {
  for (const viewport of [PHONE, ZOOMED]) {
    const page = await open(viewport)
    await signIn(page, accounts.official, accounts.password)
    await page.goto('/portal')
    await page.getByRole('button', { name: /^账号菜单/ }).click()
    await page.getByRole('menuitem', { name: '快捷键' }).click()
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: /^账号菜单/ }).click()
    await page.getByRole('menuitem', { name: 'Switch to English' }).click()
    await page.getByRole('link', { name: 'Figures', exact: true }).waitFor()
    await page.getByRole('menu').waitFor({ state: 'hidden' })
    await fits(page, `the portal at ${viewport.width} px`)
    await page.context().close()
  }
})

test('a list of the portal is asked for once, and one comes back to where one was', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.goto('/portal/figures')
  await page.locator('[data-figure]').first().waitFor()
  const twice = counted(page)
  await page.goto('/portal/requests?state=closed')
  await page.locator('[data-requests]').waitFor()
  await page.waitForURL(/contract=/)
  await page.waitForLoadState('load')
  assert.deepEqual(twice(), [])

  const row = page.locator('[data-requests] td.what a').nth(20)
  await row.scrollIntoViewIfNeeded()
  await page.evaluate(() => scrollTo(0, 900))
  await page.waitForFunction(() => scrollY > 800)
  await row.click()
  await page.waitForURL(/\/portal\/requests\/.+/)
  await page.goBack()
  await page.locator('[data-requests]').waitFor()
  await page.waitForFunction(() => scrollY > 800)
  await page.context().close()
})

test('a letter takes the client to the pages of the client', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.waitForURL(/\/portal(\?|$)/)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('t')
  await page.waitForURL(/\/portal\/requests/)
  await page.keyboard.press('c')
  await page.waitForURL(/\/portal\/contracts/)
  await page.context().close()
})
