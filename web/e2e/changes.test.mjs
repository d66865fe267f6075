import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)
const HOUR_MS = 3_600_000

before(launch)
after(close)

async function at(path, account, viewport = DESK) {
  const page = await open(viewport)
  await signIn(page, account, accounts.password)
  await page.goto(path)
  return page
}

/** Asks the server as whoever is signed in on the page. */
function ask(page, path, method = 'GET', body = undefined, headers = {}) {
  return page.evaluate(
    async ({ path, method, body, headers }) => {
      const answer = await fetch(`/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() }
    },
    { path, method, body, headers },
  )
}

async function contractOf(page, prefix) {
  const { body } = await ask(page, '/contracts')
  return body.find((one) => one.prefix === prefix).id
}

/** Writes a change whose window is open now, without the pages. */
async function written(page, title) {
  const contract = await contractOf(page, 'HC')
  const moment = (hours) => new Date(Date.now() + hours * HOUR_MS).toISOString()
  const { status, body } = await ask(page, `/contracts/${contract}/changes`, 'POST', {
    works: ['1'], title, reason: '缺陷修复', kind: 'patch', urgency: 'normal', risk: 'low', risk_note: '短时中断', plan: ['备份', '升级'],
    test_plan: '登录 4 例', roll_back_plan: '恢复快照', planned_from: moment(-1), planned_to: moment(3),
  })
  assert.equal(status, 201, JSON.stringify(body))
  return body
}

function step(page, change, name, body = {}) {
  return ask(page, `/changes/${change.id}/${name}`, 'POST', body, { 'If-Match': `"${change.version}"` })
}

/** Waits for the answer to a step while `act` happens. */
async function answered(page, pattern, act) {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() !== 'GET')
  await act()
  return (await waiting).json()
}

async function pressAndFill(page, what, text) {
  await page.locator(`[data-do="${what}"]`).click()
  await page.locator(`[data-step-form="${what}"] [data-step-text]`).fill(text)
  await page.locator('[data-step-go]').click()
}

const stateIs = (page, state) => page.locator(`header [data-state="${state}"]`).waitFor()

test('a change lives from plan to verified: the vendor writes, the office approves, nothing is released untested', async () => {
  const vendor = await at('/changes/new', accounts.engineer)
  const contract = await contractOf(vendor, 'HC')
  await vendor.goto(`/changes/new?contract=${contract}`)
  const title = `证书组件升级 ${STAMP}`
  await vendor.locator('[data-work="1"]').check()
  await vendor.locator('[data-rule-asks]').waitFor()
  await vendor.locator('[data-title]').fill(title)
  await vendor.locator('[data-reason]').fill('厂商发布安全更新')
  await vendor.locator('[data-risk-note]').fill('登录短时中断')
  await vendor.locator('[data-plan-steps]').fill('备份\n升级备机\n切换')
  await vendor.locator('[data-test-plan]').fill('登录、查询各 4 例')
  await vendor.locator('[data-roll-back-plan]').fill('恢复快照')
  const local = (hours) => new Date(Date.now() + (8 + hours) * HOUR_MS).toISOString().slice(0, 16)
  await vendor.locator('[data-from]').fill(local(-1))
  await vendor.locator('[data-to]').fill(local(3))
  await accessible(vendor, 'the form of a change')
  const change = await answered(vendor, /\/changes$/, () => vendor.locator('[data-save]').click())
  await vendor.waitForURL(new RegExp(`/changes/${change.id}$`))
  await stateIs(vendor, 'draft')
  await vendor.locator('[data-do="submit"]').click()
  await stateIs(vendor, 'submitted')

  const office = await at('/portal/changes', accounts.official)
  await office.locator('[data-waiting]').getByRole('link', { name: title }).click()
  await stateIs(office, 'submitted')
  await accessible(office, 'a change that waits for approval')
  await picture(office, 'changes-approve')
  await pressAndFill(office, 'approve', '同意，按窗口实施')
  await stateIs(office, 'approved')
  assert.equal(await office.locator('[data-do="release"]').count(), 0, 'the client releases nothing')

  await stateIs(vendor, 'approved')
  await vendor.locator('[data-why="release"]').getByText('还没有通过的测试记录').waitFor()
  assert.ok(await vendor.locator('[data-do="release"]').isDisabled())
  await picture(vendor, 'changes-untested')
  await vendor.locator('[data-do="test"]').click()
  await vendor.locator('[data-environment]').fill('测试环境 1')
  await vendor.locator('[data-passed]').fill('8')
  await vendor.locator('[data-step-go]').click()
  await stateIs(vendor, 'tested')
  await pressAndFill(vendor, 'release', '3.2.0')
  await stateIs(vendor, 'released')
  await stateIs(office, 'released')
  await pressAndFill(office, 'verify', '抽查登录和查询，正常')
  await stateIs(office, 'verified')
  await vendor.locator('[data-do="close"]').click()
  await stateIs(vendor, 'closed')
  assert.equal(await vendor.locator('[data-standing="done"]').count(), 5)
  await picture(vendor, 'changes-closed')
  assert.deepEqual([...vendor.failures, ...office.failures], [])
})

test('nothing is released without a test, and nobody approves from the side that submitted', async () => {
  const page = await at('/changes', accounts.manager ?? 'manager')
  const draft = await written(page, `接口补丁 ${STAMP}`)
  const { body: submitted } = await step(page, draft, 'submit')
  const own = await step(page, submitted, 'decide', { approve: true })
  assert.deepEqual([own.status, own.body.code], [403, 'denied'])
  const early = await step(page, submitted, 'release')
  assert.deepEqual([early.status, early.body.code], [409, 'changes.not_approved'])
  await page.goto(`/changes/${draft.id}`)
  await stateIs(page, 'submitted')
  assert.equal(await page.locator('[data-do="approve"]').count(), 0)

  const office = await at(`/portal/changes/${draft.id}`, accounts.official)
  const { body: approved } = await step(office, submitted, 'decide', { approve: true })
  const untested = await step(page, approved, 'release')
  assert.deepEqual([untested.status, untested.body.code], [409, 'changes.not_tested'])
  assert.match(untested.body.detail, /对应合同 .+/)
  assert.deepEqual(page.failures, [])
})

test('an edited plan has to be approved again, and both sides see why', async () => {
  const page = await at('/changes', accounts.engineer)
  const draft = await written(page, `参数调整 ${STAMP}`)
  const { body: submitted } = await step(page, draft, 'submit')
  const office = await at(`/portal/changes/${draft.id}`, accounts.official)
  await step(office, submitted, 'decide', { approve: true })
  await page.goto(`/changes/${draft.id}/edit`)
  await page.locator('[data-roll-back-plan]').fill('恢复快照并回放日志')
  await page.locator('[data-save]').click()
  await page.waitForURL(new RegExp(`/changes/${draft.id}$`))
  await stateIs(page, 'draft')
  await page.locator('[data-entry="edited"]').getByText('原来的批准和测试不再有效').waitFor()
  await stateIs(office, 'draft')
  await office.locator('[data-decision]').getByText('还没有批准').waitFor()
  assert.deepEqual([...page.failures, ...office.failures], [])
})

test('the calendar shows windows week by week and warns of two at the same time', async () => {
  const page = await at('/changes', accounts.engineer)
  const [one, other] = [await written(page, `窗口一 ${STAMP}`), await written(page, `窗口二 ${STAMP}`)]
  const contract = await contractOf(page, 'HC')
  await page.goto(`/changes?contract=${contract}&view=calendar`)
  for (const change of [one, other]) await page.locator(`[data-window="${change.number}"] [data-clash]`).first().waitFor()
  await accessible(page, 'the calendar of changes')
  await picture(page, 'changes-calendar')
  await page.goto(`/changes/${one.id}`)
  await page.locator('[data-conflict]', { hasText: other.number }).waitFor()
  await page.goto(`/changes?contract=${contract}&q=${STAMP}`)
  await page.locator(`[data-change="${other.number}"]`).waitFor()
  await accessible(page, 'the list of changes')
  await picture(page, 'changes-list')
  assert.deepEqual(page.failures, [])
})

test('on the phone everything fits', async () => {
  const page = await at('/portal/changes', accounts.official, PHONE)
  const row = page.locator('table [data-change]').first()
  await row.waitFor()
  await fits(page, 'the changes of the portal')
  await picture(page, 'changes-phone')
  await row.locator('a').first().click()
  await page.locator('[data-stepper]').waitFor()
  await fits(page, 'a change')
  await accessible(page, 'a change on the phone')
  await picture(page, 'changes-phone-one')
  assert.deepEqual(page.failures, [])
})
