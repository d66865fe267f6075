import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Every page that needs no particular ticket, and what must be on it before it counts as shown. */
const PAGES = [
  ['tickets', '/tickets', '[data-row]'],
  ['tickets-empty', '/tickets?q=找不到的词组', '.empty'],
  ['ticket', null, '[data-clock]'],
  ['open-ticket', '/tickets/new', 'form.columns'],
  ['texts', '/desk/texts', '.columns'],
  ['pop', '/pop?number=01055550000&line=HS&call=pages-1', 'form.columns'],
  ['pop-nothing', '/pop', '.empty'],
  ['knowledge', '/knowledge', '[data-article-row]'],
  ['knowledge-empty', '/knowledge?q=找不到的词组', '.empty'],
  ['article-new', '/knowledge/new', 'form'],
  ['notices', '/notices', '[data-notice], .empty'],
  ['notices-empty', '/notices?show=unread&occasion=payment.due', '.empty'],
  ['notice-settings', '/notices/settings', '[data-occasion]'],
  ['certificates', '/certificates', '[data-number]'],
  ['certificate-requests', '/certificates/requests', '[data-request], .empty'],
  ['certificate-network', '/certificates/network', '[data-seen-list]'],
  ['contracts', '/contracts', '.card'],
  ['contract', null, '.matrix'],
  ['sessions', '/me/sessions', '.session'],
  ['password', '/me/password', 'form'],
  ['nowhere', '/no/such/page', '.empty'],
]

before(launch)
after(close)

async function visit(page, path, name) {
  if (name === 'ticket') {
    await page.goto('/tickets')
    await page.locator('.title-link').first().click()
  } else if (name === 'contract') {
    await page.goto('/contracts')
    await page.locator('.card a').first().click()
  } else {
    await page.goto(path)
  }
}

for (const [size, viewport, dark] of [
  ['desk', DESK, false],
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  describe(`pages on ${size}`, () => {
    test('sign in', async () => {
      const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
      await page.goto('/sign-in')
      await page.getByLabel('密码', { exact: true }).waitFor()
      await picture(page, `${size}-sign-in`)
      await accessible(page, 'sign in')
      await fits(page, 'sign in')
      await page.context().close()
    })

    test('everything behind it', async (context) => {
      const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
      await signIn(page, accounts.hotline, accounts.password)
      for (const [name, path, sign] of PAGES) {
        await context.test(name, async () => {
          await visit(page, path, name)
          await page.locator(sign).first().waitFor()
          await picture(page, `${size}-${name}`)
          await accessible(page, name)
          await fits(page, name)
        })
      }
      assert.deepEqual(page.failures, [])
      await page.context().close()
    })
  })
}

test('the keys lead through the list without a mouse', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.locator('[data-row]').first().waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('下一张', { exact: true }).waitFor()
  await picture(page, 'desk-keys')
  await accessible(page, 'the list of keys')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.locator('[aria-rowindex="3"].active').waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/tickets\/[^/?]+$/)
  await page.locator('[data-clock]').first().waitFor()
  // Beside each other: back is the list, which has not moved.
  await page.keyboard.press('b')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'grid')
  await page.locator('[aria-rowindex="3"].active.open').waitFor()
  await page.goBack()
  await page.waitForURL(/\/tickets(\?.*)?$/)
  await page.keyboard.press('/')
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search')
  await page.context().close()
})

test('filters stand in the address and survive a reload', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.getByLabel('状态', { exact: true }).first().selectOption('paused')
  await page.waitForURL(/state=paused/)
  await page.reload()
  assert.equal(await page.getByLabel('状态', { exact: true }).first().inputValue(), 'paused')
  await page.locator('[data-row]').first().waitFor()
  await page.goto('/tickets?state=paused&cols=state')
  await page.locator('[data-row]').first().waitFor()
  assert.deepEqual(await page.locator('.list .jy-state.paused').count(), await page.locator('[data-row]').count())
  await page.context().close()
})

test('a wrong password is said in plain words', async () => {
  const page = await open()
  await page.goto('/sign-in')
  await page.getByLabel('账号', { exact: true }).fill('meiyou-zheige-ren')
  await page.getByLabel('密码', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  const said = await page.getByRole('alert').innerText()
  assert.match(said, /密码/)
  await picture(page, 'desk-wrong-password')
  await accessible(page, 'wrong password')
  await page.context().close()
})
