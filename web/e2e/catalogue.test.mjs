import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'
import { contractOf, person } from './person.mjs'

const RUN = String(Date.now()).slice(-6)
const PAPER = '临时需求单'
const RESULT = '数据报表'
const CLAUSE = '二 (一)–(四)5'

before(launch)
after(close)

const inDays = (days) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)
const file = (name) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`演示 ${RUN} ${name}`) })

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Waits for the answer to a request of the page while `act` happens. */
async function answered(page, pattern, act, method = 'POST') {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() === method)
  await act()
  const answer = await waiting
  return { status: answer.status(), body: await answer.json() }
}

/** Asks the server as whoever is signed in on the page. */
function step(page, id, version, name, body) {
  return page.evaluate(
    async ({ id, version, name, body }) => {
      const answer = await fetch(`/api/v1/service-requests/${id}/${name}`, { method: 'POST', headers: { 'X-Jianyue': '1', 'Content-Type': 'application/json', 'If-Match': `"${version}"` }, body: JSON.stringify(body) })
      return { status: answer.status, body: await answer.json() }
    },
    { id, version, name, body },
  )
}

async function draw(page) {
  const pad = page.locator('[data-pad]')
  await pad.waitFor()
  // The dialog slides in; the pad is drawn on where it has come to rest.
  await page.waitForFunction(() => document.getAnimations().every((one) => one.playState !== 'running'))
  const box = await pad.boundingBox()
  await page.mouse.move(box.x + 40, box.y + 60)
  await page.mouse.down()
  await page.mouse.move(box.x + 160, box.y + 120, { steps: 6 })
  await page.mouse.up()
}

test('a data export is asked for, approved by somebody else, done, checked by a second person and signed', async () => {
  const contract = await contractOf(await person('official3'), 'HC')
  const asks = await at(`/portal/service-requests/new?contract=${contract}`, 'official3')
  const card = asks.locator('[data-form="HC-P1.export"]')
  await card.getByText(`需要附件：${PAPER}`).waitFor()
  await accessible(asks, 'the catalogue')
  await picture(asks, 'catalogue-1-cards')
  await card.locator('[data-begin]').click()
  const form = asks.locator('[data-ask-form="HC-P1.export"]')
  await form.locator('[data-title]').fill(`企业名单 ${RUN}`)
  await form.locator('[data-work]').selectOption('1')
  for (const key of ['unit', 'range', 'columns', 'purpose']) await form.locator(`[data-field="${key}"] :is(input, textarea)`).fill(`演示 ${key}`)
  await form.locator('[data-field="format"] select').selectOption('Excel')
  await form.locator('[data-wanted]').fill(inDays(5))
  await accessible(asks, 'the form of an export')
  await picture(asks, 'catalogue-2-form')
  const { body: draft } = await answered(asks, /\/service-requests$/, () => form.locator('[data-keep-draft]').click())
  await asks.waitForURL(new RegExp(draft.id))

  const refused = await answered(asks, /\/submit$/, () => asks.locator('[data-submit]').click())
  assert.deepEqual([refused.status, refused.body.code], [409, 'catalogue.incomplete'])
  await asks.locator('[data-next] [role="alert"]', { hasText: PAPER }).filter({ hasText: CLAUSE }).waitFor()
  await answered(asks, /\/files/, () => asks.locator(`[data-paper="${PAPER}"] [data-add-file]`).setInputFiles(file('需求单.txt')))
  await asks.locator(`[data-paper="${PAPER}"]`).getByText('需求单.txt').waitFor()
  const sent = await answered(asks, /\/submit$/, () => asks.locator('[data-submit]').click())
  assert.equal(sent.body.state, 'submitted')
  await asks.locator('[data-forbidden]', { hasText: CLAUSE }).waitFor()
  assert.equal(await asks.locator('[data-approve]').count(), 0)
  const own = await step(asks, draft.id, sent.body.version, 'decide', { approve: true, due_on: inDays(5) })
  assert.deepEqual([own.status, own.body.code], [409, 'catalogue.own_request'])
  await accessible(asks, 'a request that waits')
  await picture(asks, 'catalogue-3-submitted')

  const approves = await at(`/portal/service-requests/${draft.id}`, accounts.official)
  await approves.locator('[data-due]').fill(inDays(5))
  const approved = await answered(approves, /\/decide$/, () => approves.locator('[data-approve]').click())
  assert.deepEqual([approved.body.state, approved.body.due_on], ['approved', inDays(5)])

  const does = await at(`/service-requests/${draft.id}`, accounts.engineer)
  await answered(does, /\/take$/, () => does.locator('[data-take]').click())
  await answered(does, /\/files/, () => does.locator(`[data-paper="${RESULT}"] [data-add-file]`).setInputFiles(file('报表.txt')))
  await does.locator(`[data-paper="${RESULT}"]`).getByText('报表.txt').waitFor()
  const figure = does.locator('[data-figure="0"]')
  await figure.locator('[data-what]').fill('导出条数')
  await figure.locator('[data-before]').fill('0')
  await figure.locator('[data-after]').fill('1203')
  await does.locator('[data-outcome]').fill('按条件导出')
  await accessible(does, 'a request that is done')
  await picture(does, 'catalogue-4-working')
  const done = await answered(does, /\/finish$/, () => does.locator('[data-finish]').click())
  assert.equal(done.body.state, 'done')
  await does.locator('[data-forbidden]').waitFor()
  assert.equal(await does.locator('[data-check-ok]').count(), 0)
  const self = await step(does, draft.id, done.body.version, 'check', { ok: true })
  assert.deepEqual([self.status, self.body.code], [409, 'catalogue.own_work'])

  const checks = await at(`/service-requests/${draft.id}`, 'engineer2')
  await checks.locator('[data-figures]').getByText('1203').waitFor()
  const checked = await answered(checks, /\/check$/, () => checks.locator('[data-check-ok]').click())
  assert.equal(checked.body.state, 'finished')

  await approves.goto(`/portal/service-requests/${draft.id}`)
  await approves.locator('[data-sign]').click()
  await draw(approves)
  const accepted = await answered(approves, /\/accept$/, () => approves.locator('[data-sign-keep]').click())
  assert.equal(accepted.body.state, 'accepted')
  await approves.locator('[data-signature]').waitFor()
  await approves.locator(`[data-paper="${RESULT}"]`).getByText('报表.txt').waitFor()
  await approves.locator('[data-entry="accepted"]').waitFor()
  await accessible(approves, 'a request that was signed')
  await picture(approves, 'catalogue-5-signed')
  await approves.locator('[data-ledger]').click()
  const row = approves.locator(`[data-duty="catalogue:${draft.id}"]`)
  await row.locator('[data-state="done"]').waitFor()
  await row.getByText(draft.number).first().waitFor()
  for (const page of [asks, approves, does, checks]) {
    assert.deepEqual(page.failures, [])
    await page.context().close()
  }
})

test('work beyond what the contract includes needs the client’s word', async () => {
  const manager = await person('manager')
  const contract = await contractOf(manager, 'RE')
  const page = await at(`/service-requests/catalogue?contract=${contract}`, 'manager')
  const card = page.locator('[data-form="RE-O1.1.changes"]')
  await card.locator('[data-quota]').getByText('1 人月').waitFor()
  const answers = { background: '现状', wanted: '改法', priority: '改进体验' }
  const draft = await manager.post(`/contracts/${contract}/service-requests`, { form: 'RE-O1.1.changes', title: `大改 ${RUN}`, answers })
  const sent = await step(page, draft.id, draft.version, 'submit', {})
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  await page.goto(`/service-requests/${draft.id}`)
  await page.locator('[data-days]').fill('60')
  await page.locator('[data-days-note]').fill('开发和测试')
  await answered(page, /\/estimate$/, () => page.locator('[data-give-estimate]').click())
  const official = await at(`/portal/service-requests/${draft.id}`, 'official2', PHONE)
  await official.locator('[data-due]').fill(inDays(30))
  const over = await answered(official, /\/decide$/, () => official.locator('[data-approve]').click())
  assert.deepEqual([over.status, over.body.code], [409, 'catalogue.over_quota'])
  await official.locator('[data-outside]').fill('书面同意，按补充协议另行结算')
  await fits(official, 'a request on the phone')
  await accessible(official, 'a request beyond the limit')
  await picture(official, 'catalogue-6-phone')
  const agreed = await answered(official, /\/decide$/, () => official.locator('[data-approve]').click())
  assert.deepEqual([agreed.status, agreed.body.state], [200, 'approved'])
  await official.getByText('书面同意，按补充协议另行结算').first().waitFor()
  for (const one of [page, official]) {
    assert.deepEqual(one.failures, [])
    await one.context().close()
  }
})

test('a manager changes a form, and old requests keep theirs', async () => {
  const manager = await person('manager')
  const contract = await contractOf(manager, 'HS')
  const body = { form: 'HS-O2.leaders', title: `旧表单 ${RUN}`, answers: {} }
  const old = await manager.post(`/contracts/${contract}/service-requests`, body)
  const page = await at(`/service-requests/catalogue?contract=${contract}`, 'manager')
  await accessible(page, 'the catalogue at the desk')
  await page.locator('[data-form="HS-O2.leaders"] [data-edit]').click()
  const editor = page.locator('[data-form-editor="HS-O2.leaders"]')
  await editor.locator('[data-add-field]').click()
  await editor.locator('[data-field-title]').last().fill(`联系人 ${RUN}`)
  await editor.locator('[data-change-note]').fill(`加联系人 ${RUN}`)
  await accessible(page, 'the editor of a form')
  await picture(page, 'catalogue-7-editor')
  const saved = await answered(page, /\/service-forms$/, () => editor.locator('[data-save-form]').click())
  assert.equal(saved.status, 201, JSON.stringify(saved.body))
  await page.locator('[data-form="HS-O2.leaders"] [data-version]', { hasText: `第 ${saved.body.version_no} 版` }).waitFor()
  await page.goto(`/service-requests/${old.id}`)
  await page.locator('[data-form-version]', { hasText: `第 ${old.form_version} 版` }).waitFor()
  assert.equal(await page.getByText(`联系人 ${RUN}`).count(), 0)
  const fresh = await manager.post(`/contracts/${contract}/service-requests`, { ...body, title: `新表单 ${RUN}` })
  assert.ok(fresh.form.fields.some((field) => field.title === `联系人 ${RUN}`))

  await page.goto(`/service-requests?contract=${contract}&state=draft&mine=1&q=${encodeURIComponent(`旧表单 ${RUN}`)}`)
  await page.locator(`[data-request="${old.id}"]`).waitFor()
  assert.equal(await page.locator('[data-request]').count(), 1)
  await accessible(page, 'the list of requests')
  await page.locator('[data-search]').fill('')
  await page.locator('[data-filter="mine"]').uncheck()
  await page.locator('[data-filter="state"]').selectOption('all')
  await page.waitForURL(/state=all/)
  await page.locator('[data-request] [data-late], [data-service-state="accepted"]').first().waitFor()
  await picture(page, 'catalogue-8-list')
  await page.setViewportSize(PHONE)
  await fits(page, 'the list on the phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})
