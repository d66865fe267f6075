import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)
const DAY_MS = 86_400_000

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path, method = 'GET', body = undefined) {
  return page.evaluate(
    async ({ path, method, body }) => {
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() }
    },
    { path, method, body },
  )
}

async function contractOf(page, prefix) {
  const { body } = await ask(page, '/contracts')
  return body.find((one) => one.prefix === prefix).id
}

/** The day in Beijing, some days ago. */
const day = (ago = 0) => new Date(Date.now() + 8 * 3_600_000 - ago * DAY_MS).toISOString().slice(0, 10)
const stateIs = (page, state) => page.locator(`header [data-state="${state}"]`).waitFor()

async function step(page, what, fill) {
  await page.locator(`[data-next] [data-do="${what}"]`).click()
  const form = page.locator(`[data-step-form="${what}"]`)
  await form.waitFor()
  await fill(form)
  await page.locator('[data-step-go]').click()
}

test('a vulnerability goes from the notice to the feedback: who mended it does not test it, and the ledger says that it is done', async () => {
  const manager = await at('/security', 'manager')
  const contract = await contractOf(manager, 'HC')
  await manager.goto(`/security?contract=${contract}`)
  const title = `网关远程执行漏洞 ${STAMP}`
  await manager.locator('[data-add]').click()
  await manager.locator('[data-title]').fill(title)
  await manager.locator('[data-number]').fill(`CNNVD-${STAMP}`)
  await manager.locator('[data-host]').fill('10.0.9.9')
  await manager.locator('[data-notice]').setInputFiles({ name: '通报.csv', mimeType: 'text/csv', buffer: Buffer.from('通报,正文\n') })
  await accessible(manager, 'the form of a vulnerability')
  await manager.locator('[data-add-go]').click()
  await manager.waitForURL(/\/security\/vulnerabilities\//)
  await stateIs(manager, 'new')
  await manager.getByText('通报.csv').waitFor()
  const path = new URL(manager.url()).pathname
  const id = path.split('/').at(-1)

  const engineer = await at(path, accounts.engineer)
  await step(engineer, 'analyse', async (form) => {
    await form.locator('[data-cause]').fill('组件版本过低')
    await form.locator('[data-affected]').fill('对外网关')
    await form.locator('[data-decision]').selectOption('patch')
  })
  await stateIs(engineer, 'analysed')
  await step(engineer, 'fix', (form) => form.locator('[data-step-text]').fill('升级到 2.4.1'))
  await stateIs(engineer, 'fixed')
  await engineer.locator('[data-own-work]').waitFor()
  assert.equal(await engineer.locator('[data-do="retest"]').count(), 0, 'who mended it is not offered the test')
  const refused = await ask(engineer, `/vulnerabilities/${id}/retest`, 'POST', { passed: true, text: '自己测' })
  assert.deepEqual([refused.status, refused.body.code], [409, 'security.own_work'])
  assert.match(refused.body.detail, /HC-V1\.fix/)
  await picture(engineer, 'security-own-work')

  const other = await at(path, 'engineer2')
  await step(other, 'retest', (form) => form.locator('[data-step-text]').fill('复扫不再检出'))
  await stateIs(other, 'retested')

  await stateIs(manager, 'retested')
  await step(manager, 'feed_back', (form) => form.locator('[data-step-text]').fill(`整改完成 ${STAMP}`))
  await stateIs(manager, 'fed_back')

  const office = await at(`/portal/security?contract=${contract}`, accounts.official)
  await accessible(office, 'security for officials')
  await office.locator('[data-waiting]').getByRole('link', { name: title }).click()
  await stateIs(office, 'fed_back')
  await picture(office, 'security-confirm')
  await step(office, 'confirm', (form) => form.locator('[data-step-text]').fill('同意'))
  await stateIs(office, 'closed')
  await accessible(office, 'a vulnerability that is closed')

  const due = (await ask(manager, `/vulnerabilities/${id}`)).body.due_on
  const { body } = await ask(manager, `/contracts/${contract}/duties?from=${due}&to=${due}&rule=HC-V1.fix`)
  const row = body.items.find((one) => one.key === `security:${id}`)
  assert.deepEqual([row.state, row.evidence[0].text], ['done', `整改完成 ${STAMP}`])
  assert.deepEqual([...manager.failures, ...engineer.failures, ...other.failures, ...office.failures], [])
})

test('what a scanner exports is looked at first: a row without a date is refused with its line, the others are taken', async () => {
  const page = await at('/security', accounts.engineer)
  const contract = await contractOf(page, 'HC')
  await page.goto(`/security/import?contract=${contract}`)
  const rows = `漏洞名称,风险等级,IP,端口,CVE编号,发现日期\n弱加密 ${STAMP},中危,10.1.0.1,443,,${day(1)}\n弱口令 ${STAMP},高危,10.1.0.2,22,,\n`
  await page.locator('[data-file]').setInputFiles({ name: 'scan.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) })
  const bad = page.locator('tr[data-outcome="refused"]')
  await bad.getByText('没有填写发现日期').waitFor()
  assert.equal(await bad.getAttribute('data-line'), '3')
  await accessible(page, 'the import of a scan')
  await picture(page, 'security-import')
  await page.locator('[data-take]').click()
  await page.locator('[data-register]').click()
  await page.locator('[data-search]').fill(`弱加密 ${STAMP}`)
  await page.locator('[data-search]').press('Enter')
  await page.getByRole('link', { name: `弱加密 ${STAMP}` }).waitFor()
  await page.locator('tr[data-vulnerability]').nth(1).waitFor({ state: 'detached' })
  await accessible(page, 'the list of vulnerabilities')
  await picture(page, 'security-list')
  assert.deepEqual(page.failures, [])
})

test('what goes back is settled thing by thing, and the client witnesses with a signature', async () => {
  const manager = await at('/security', 'manager')
  const contract = await contractOf(manager, 'HS')
  await manager.goto(`/security/returns?contract=${contract}`)
  const title = `期满交还 ${STAMP}`
  await manager.locator('[data-add-return]').click()
  await manager.locator('[data-return-form="list"] [data-title]').fill(title)
  await manager.locator('[data-items]').fill('系统拓扑图，纸质\n备份数据，移动硬盘')
  await manager.locator('[data-return-go]').click()
  const card = (page) => page.locator(`[data-return="${title}"]`)
  await card(manager).waitFor()
  for (const [item, way, basis] of [['系统拓扑图', 'returned', ''], ['备份数据', 'destroyed', '三次覆写']]) {
    await card(manager).locator(`[data-item="${item}"] [data-settle]`).click()
    await manager.locator('[data-way]').selectOption(way)
    if (basis) await manager.locator('[data-basis]').fill(basis)
    await manager.locator('[data-return-go]').click()
    await card(manager).locator(`[data-item="${item}"] .adm-tag.good`).waitFor()
  }
  assert.equal(await card(manager).locator('[data-witness]').count(), 0, 'the vendor witnesses nothing')
  await accessible(manager, 'lists of what goes back')

  const office = await at(`/portal/security/returns?contract=${contract}`, accounts.official)
  await card(office).locator('[data-witness]').click()
  const pad = office.locator('[data-pad]')
  await pad.waitFor()
  const box = await pad.boundingBox()
  await office.mouse.move(box.x + 30, box.y + 60)
  await office.mouse.down()
  for (let n = 1; n <= 12; n += 1) await office.mouse.move(box.x + 30 + n * 14, box.y + 60 + (n % 2) * 40)
  await office.mouse.up()
  await office.locator('[data-sign-keep]').click()
  await card(office).locator('[data-witnessed]').waitFor()
  await card(office).locator('[data-state="done"]').waitFor()
  await picture(office, 'security-witnessed')
  assert.deepEqual([...manager.failures, ...office.failures], [])
})

test('evaluations, pledges and the year are there for officials, and fit a phone', async () => {
  const phone = await at('/portal/security', accounts.official, PHONE)
  const contract = await contractOf(phone, 'HC')
  await phone.goto(`/portal/security?contract=${contract}`)
  await phone.locator('[data-counts]').waitFor()
  await fits(phone, 'vulnerabilities')
  await picture(phone, 'security-phone')
  for (const [tab, there] of [['evaluations', '[data-evaluation-card] [data-finding]'], ['pledges', '[data-pledge-counts]'], ['returns', 'main'], ['year', '[data-year-says]']]) {
    await phone.goto(`/portal/security/${tab}?contract=${contract}`)
    await phone.locator(there).first().waitFor()
    await fits(phone, tab)
    await accessible(phone, `${tab} on the phone`)
    await picture(phone, `security-phone-${tab}`)
  }
  assert.deepEqual(phone.failures, [])
})

test('the vendor sees what evaluations found and who has not signed, and saves the year as a table', async () => {
  const desk = await at('/security', 'manager')
  const contract = await contractOf(desk, 'HC')
  await desk.goto(`/security/evaluations?contract=${contract}`)
  await desk.locator('[data-finding]').first().waitFor()
  await accessible(desk, 'evaluations')
  await picture(desk, 'security-evaluations')
  await desk.goto(`/security/pledges?contract=${contract}`)
  await desk.locator('[data-wanting]').first().waitFor()
  await accessible(desk, 'pledges')
  await picture(desk, 'security-pledges')
  await desk.goto(`/security/year?contract=${contract}`)
  const saved = desk.waitForEvent('download')
  await desk.locator('[data-year-export]').click()
  assert.match((await saved).suggestedFilename(), /^security-\d{4}\.xlsx$/)
  await accessible(desk, 'the year')
  await picture(desk, 'security-year')
  assert.deepEqual(desk.failures, [])
})
