import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Names of this run, so that it can be repeated on one server. */
const RUN = String(Date.now() % 1_000_000).padStart(6, '0')
const MANAGER = 'manager'
/** The shortest interval that the server takes is five seconds; a busy machine is given more than one of them. */
const PATIENCE = 60_000

/** What is watched: a port that the test opens and closes. */
let port = 0
let service = null

async function begin() {
  service = createServer((socket) => socket.destroy())
  await new Promise((done, failed) => service.once('error', failed).listen(port, '127.0.0.1', done))
  port = service.address().port
}

async function end() {
  if (service === null) return
  await new Promise((done) => service.close(done))
  service = null
}

before(launch)
after(async () => {
  await end()
  await close()
})

/** The live page says that it is so; nothing is reloaded. */
async function becomes(page, look) {
  await page.locator(`[data-drawer][data-state="${look}"]`).waitFor({ timeout: PATIENCE })
}

test('a port is tried, watched, goes down with a ticket, and comes back with the time it was down', async () => {
  await begin()
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  await page.goto('/probes')
  await page.locator('[data-troubles], [data-all-well], .empty').first().waitFor()

  await page.locator('[data-new]').click()
  const form = page.locator('[data-probe-form]')
  await form.waitFor()
  await form.locator('[data-field="contract"]').selectOption({ index: 1 })
  await form.locator('[data-name-system]').click()
  await form.locator('[data-system-name]').fill(`测试系统 ${RUN}`)
  await form.locator('[data-keep-system]').click()
  await form.locator('[data-field="system"] option:checked', { hasText: RUN }).waitFor({ state: 'attached' })
  await form.locator('[data-field="title"]').fill(`端口 ${RUN}`)
  await form.locator('[data-field="kind"]').selectOption('tcp')
  await form.locator('[data-field="host"]').fill('127.0.0.1')
  await form.locator('[data-field="port"]').fill(String(port))
  await form.locator('[data-field="every"]').fill('5')
  await form.locator('[data-field="timeout"]').fill('2000')
  await form.locator('[data-field="retries"]').fill('0')
  await form.locator('[data-add-limit]').click()
  await form.locator('[data-limit]').fill('3000')
  await form.locator('[data-says]', { hasText: '耗时 高于 3,000 毫秒 → 提醒' }).waitFor()
  await accessible(page, 'the form of a probe')
  await picture(page, 'probing-1-form')

  await page.locator('[data-try-form]').click()
  await form.locator('[data-trial][data-verdict="up"]').waitFor({ timeout: PATIENCE })
  await picture(page, 'probing-2-trial')
  await page.locator('[data-save]').click()
  await page.waitForURL(/probe=/)
  await becomes(page, 'up')
  await picture(page, 'probing-3-up')
  await accessible(page, 'one probe')

  await end()
  await becomes(page, 'down')
  await page.locator('[data-drawer] [data-outage] [data-ticket]').waitFor({ timeout: PATIENCE })
  await picture(page, 'probing-4-down')
  await begin()
  await becomes(page, 'up')
  const lasted = page.locator('[data-drawer] [data-outage]:not([data-open]) [data-lasted]')
  await lasted.waitFor({ timeout: PATIENCE })
  assert.match(await lasted.innerText(), /\d+ (秒|分)/)
  await picture(page, 'probing-5-back')

  await page.locator('[data-drawer] [data-outage] [data-ticket]').click()
  await page.waitForURL(/\/tickets\/[^/?]+$/)
  await page.locator('[data-clock]').first().waitFor()

  await page.goto('/probes/outages')
  const row = page.locator('[data-outage]', { hasText: RUN })
  await row.waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('[data-csv]').click()])
  assert.match(download.suggestedFilename(), /\.csv$/)
  await accessible(page, 'outages')
  await picture(page, 'probing-6-outages')

  // It leaves nothing behind that goes on looking.
  await row.getByRole('link', { name: RUN }).click()
  await page.locator('[data-drawer]').waitFor()
  await page.locator('[data-drawer] [data-remove]').click()
  await page.locator('[data-remove-sure]').click()
  await page.locator('[data-drawer]').waitFor({ state: 'hidden' })
  assert.equal(await page.locator('[data-probe]', { hasText: `端口 ${RUN}` }).count(), 0)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('what somebody else changed meanwhile is not written over unseen', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  await page.goto('/probes')
  await page.locator('[data-probe] .adm-link').first().click()
  await page.locator('[data-drawer] [data-edit]').click()
  const form = page.locator('[data-probe-form]')
  const every = form.locator('[data-field="every"]')
  await every.waitFor()
  const was = await every.inputValue()
  const id = new URL(page.url()).searchParams.get('probe')
  const changed = await page.evaluate(async (path) => {
    const now = await (await fetch(path)).json()
    const answer = await fetch(path, { method: 'PATCH', headers: { 'X-Jianyue': '1', 'content-type': 'application/json', 'If-Match': `"${now.version}"` }, body: JSON.stringify({ every_seconds: 77 }) })
    return answer.status
  }, `/api/v1/probes/${id}`)
  assert.equal(changed, 200)
  await every.fill('66')
  await page.locator('[data-save]').click()
  await form.locator('[data-conflict]').waitFor()
  await form.locator('[data-theirs]').click()
  assert.equal(await every.inputValue(), '77')
  await every.fill(was)
  await page.locator('[data-save]').click()
  await form.waitFor({ state: 'hidden' })
  await page.context().close()
})

test('an agent gets its token once, with commands for Linux and Windows; a credential is never shown', async () => {
  const page = await open(DESK)
  await signIn(page, MANAGER, accounts.password)
  await page.goto('/probes/settings?tab=agents')
  await page.locator('[data-part="agents"] [data-add]').click()
  await page.locator('[data-name]').fill(`代理 ${RUN}`)
  await page.locator('[data-save]').click()
  const token = page.locator('[data-token]')
  await token.waitFor()
  const secret = await token.locator('input').inputValue()
  assert.match(secret, /^jya_/)
  assert.ok((await token.locator('[data-install]').innerText()).includes(secret))
  await token.locator('[data-windows]').click()
  assert.match(await token.locator('[data-install]').innerText(), /nssm install JianyueAgent/)
  await accessible(page, 'the token of an agent')
  await picture(page, 'probing-7-token')
  await page.locator('[data-close-token]').click()
  const agent = page.locator(`[data-agent="代理 ${RUN}"]`)
  await agent.waitFor()
  assert.ok(!(await page.content()).includes(secret))
  await agent.locator('[data-remove]').click()
  await page.locator('[data-sure]:visible').click()
  await agent.waitFor({ state: 'detached' })

  await page.locator('[data-tab="credentials"]').click()
  await page.locator('[data-part="credentials"] [data-add]').click()
  await page.locator('[data-name]:visible').fill(`只读 ${RUN}`)
  await page.locator('[data-password]').fill(`secret-${RUN}`)
  await page.locator('[data-save]:visible').click()
  const credential = page.locator(`[data-credential="只读 ${RUN}"]`)
  await credential.waitFor()
  assert.ok(!(await page.content()).includes(`secret-${RUN}`))
  await credential.locator('[data-remove]').click()
  await page.locator('[data-sure]:visible').click()
  await credential.waitFor({ state: 'detached' })
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

const PAGES = [
  ['list', '/probes', '[data-troubles], [data-all-well]'],
  ['empty', '/probes?q=找不到的词组', '.empty'],
  ['outages', '/probes/outages', '[data-outage], .empty'],
  ['systems', '/probes/settings?tab=systems', '[data-system], .empty'],
  ['credentials', '/probes/settings?tab=credentials', '[data-credential], .empty'],
  ['agents', '/probes/settings?tab=agents', '[data-agent], .empty'],
  ['interfaces', '/probes/settings?tab=interfaces', '[data-event], .empty'],
]

for (const [size, viewport, dark] of [
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  test(`the pages on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, MANAGER, accounts.password)
    for (const [name, path, sign] of PAGES) {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await picture(page, `probing-${size}-${name}`)
      await accessible(page, `${name} on ${size}`)
      await fits(page, `${name} on ${size}`)
    }
    await page.goto('/probes')
    await page.locator('[data-probe] .adm-link').first().click()
    await page.locator('[data-drawer] [data-figure][data-drawn="true"], [data-drawer] [data-past]').first().waitFor()
    await picture(page, `probing-${size}-one`)
    await accessible(page, `one probe on ${size}`)
    await page.reload()
    await page.locator('[data-drawer]').waitFor()
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
}
