import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

before(launch)
after(close)

const HEADERS = { 'X-Jianyue': '1' }
const MANY = { timeout: 30_000 }

/** Asks the server with the session of `page`. */
async function ask(page, method, path, data, headers = {}) {
  const answer = await page.request.fetch(`/api/v1${path}`, { method, headers: { ...HEADERS, ...headers }, ...(data === undefined ? {} : { data }) })
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return answer.status() === 204 ? null : answer.json()
}

/** The hotline opens a 严重故障 of HS and gives it to the engineer; the ticket. */
async function grave(agent, engineer) {
  const contracts = await ask(agent, 'GET', '/contracts')
  const hs = contracts.find((contract) => contract.prefix === 'HS')
  const title = `加密网关不可用（通知自动测试 ${Date.now() % 1_000_000}）`
  const body = { kind: 'fault', channel: 'phone', case: 'HS-S1', work: 'apps', title, description: '全部考点无法解密', reporter: { name: '报修人（演示）' } }
  const ticket = await ask(agent, 'POST', `/contracts/${hs.id}/tickets`, body)
  const { id } = await ask(engineer, 'GET', '/me')
  const fresh = await ask(agent, 'GET', `/tickets/${ticket.id}`)
  if (fresh.assignee?.id !== id) await ask(agent, 'POST', `/tickets/${ticket.id}/assign`, { person_id: id }, { 'If-Match': `"${fresh.version}"` })
  return fresh
}

async function unread(page) {
  return (await ask(page, 'GET', '/me/notifications/unread')).unread
}

async function people() {
  const agent = await open()
  await signIn(agent, accounts.hotline, accounts.password)
  const engineer = await open()
  await signIn(engineer, accounts.engineer, accounts.password)
  return { agent, engineer }
}

test('a grave ticket shows at the bell of who got it, without a reload, and leads to its page', async () => {
  const { agent, engineer } = await people()
  await engineer.goto('/tickets')
  await engineer.locator('[data-bell]').waitFor()
  await ask(engineer, 'POST', '/me/notifications/read', {})
  await engineer.locator('[data-unread]').waitFor({ state: 'detached' })

  const ticket = await grave(agent, engineer)
  await engineer.locator('[data-unread]').waitFor(MANY)
  await engineer.locator('[data-bell]').click()
  const drawer = engineer.getByRole('dialog')
  const own = drawer.locator('[data-notice]', { hasText: ticket.number }).first()
  await own.waitFor()
  assert.match(await own.innerText(), /加密网关不可用/)
  await accessible(engineer, 'the drawer of notices')
  await picture(engineer, 'notices-drawer')
  await own.click()
  await engineer.waitForURL(new RegExp(`/tickets/${ticket.id}`))

  // Read once, read everywhere: the other window learns it by itself.
  const other = await engineer.context().newPage()
  await other.goto('/notices')
  await other.locator('[data-notices]').waitFor()
  await ask(engineer, 'POST', '/me/notifications/read', {})
  await other.locator('[data-unread]').waitFor({ state: 'detached', ...MANY })
  assert.equal(await unread(engineer), 0)
  for (const page of [agent, engineer]) await page.context().close()
})

test('the list of notices is chosen by its address, and all are read at once', async () => {
  const { agent, engineer } = await people()
  await grave(agent, engineer)
  await engineer.goto('/notices')
  await engineer.locator('[data-notices] [data-notice]').first().waitFor()
  await accessible(engineer, 'the page of notices')
  await fits(engineer, 'the page of notices')
  await picture(engineer, 'notices-desk')

  // What comes while one reads moves nothing: it is announced above, and shown when it is asked for.
  await grave(agent, engineer)
  await engineer.locator('[data-fresh]').waitFor(MANY)
  await engineer.locator('[data-fresh]').click()
  await engineer.locator('[data-fresh]').waitFor({ state: 'detached' })

  const asked = engineer.waitForResponse((answer) => answer.url().includes('occasion=ticket.assigned'))
  await engineer.locator('[data-filter="occasion"]').selectOption('ticket.assigned')
  await asked
  await engineer.waitForURL(/occasion=ticket\.assigned/)
  await engineer.reload()
  await engineer.locator('[data-notices] [data-notice]').first().waitFor()
  // What can be chosen comes after the list; the choice of the address stands in it then.
  await engineer.waitForFunction(() => document.querySelector('[data-filter="occasion"]').value === 'ticket.assigned')
  for (const line of await engineer.locator('[data-notices] .line').allInnerTexts()) assert.match(line, /^派单：/)

  await engineer.locator('[data-bell] [data-unread]').waitFor(MANY)
  await engineer.locator('.head [data-read-all]').click()
  await engineer.locator('[data-unread]').waitFor({ state: 'detached' })
  await engineer.goto('/notices?show=unread')
  await engineer.getByText('没有未读的通知').waitFor()
  assert.deepEqual(engineer.failures, [])
  for (const page of [agent, engineer]) await page.context().close()
})

test('what somebody does not want to be told is kept, and trying a way says what is missing', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/notices/settings')
  const box = page.locator('[data-occasion="ticket.urged"] [data-way="sms"]')
  await box.waitFor()
  await accessible(page, 'the settings of notices')
  await picture(page, 'notices-settings-desk')
  const was = await box.isChecked()
  await box.setChecked(!was)
  await page.locator('[data-save]').click()
  await page.getByText('设置已保存').waitFor()
  await page.reload()
  await box.waitFor()
  assert.equal(await box.isChecked(), !was)
  await box.setChecked(was)
  await page.locator('[data-save]').click()
  await page.getByText('设置已保存').waitFor()

  await page.locator('[data-try="email"]').click()
  await page.locator('[data-tried]').waitFor()
  assert.match(await page.locator('[data-tried]').innerText(), /^邮件：/)
  // Whatever this browser can do, the page says it and offers what there is to do.
  const state = await page.locator('[data-push] [data-state]').getAttribute('data-state')
  assert.ok(['off', 'on', 'denied', 'unsupported'].includes(state), state)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a browser that refuses says so in plain words', async () => {
  const page = await open()
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }))
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/notices/settings')
  await page.locator('[data-push] [data-state="denied"]').waitFor()
  await page.getByText('浏览器不允许本站显示通知').waitFor()
  assert.equal(await page.locator('[data-push-on]').count(), 0)
  await page.context().close()
})

test('notices fit a phone, at the desk’s pages and in the field', async () => {
  const page = await open(PHONE)
  await signIn(page, accounts.engineer, accounts.password)
  await page.waitForURL(/\/field/)
  await page.locator('.tabs a', { hasText: '通知' }).click()
  await page.waitForURL(/\/notices$/)
  await page.locator('[data-notices] [data-notice]').first().waitFor()
  await fits(page, 'the notices on a phone')
  await accessible(page, 'the notices on a phone')
  await picture(page, 'notices-phone')
  const ticket = page.locator('[data-notice][href^="/field/tickets/"]').first()
  await ticket.waitFor()
  await page.getByRole('link', { name: '回到现场' }).click()
  await page.waitForURL(/\/field$/)
  await page.goto('/notices/settings')
  await page.locator('[data-occasion]').first().waitFor()
  await fits(page, 'the settings on a phone')
  await accessible(page, 'the settings on a phone')
  await picture(page, 'notices-settings-phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('whoever is told of nothing has no bell', async () => {
  const page = await open()
  await signIn(page, accounts.auditor, accounts.password)
  await page.getByRole('button', { name: /^账号菜单/ }).waitFor()
  assert.equal(await page.locator('[data-bell]').count(), 0)
  await page.context().close()
})
