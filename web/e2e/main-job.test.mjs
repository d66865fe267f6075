import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, launch, open, picture, signIn } from './browser.mjs'

/** What the HS contract promises for a 严重故障, as it is said on the page. */
const PROMISES = { response: '1 小时内响应', escalate: '立即上报', arrive: '1 个工作日内到场', restore: '24 小时内恢复' }
const TITLE = `加密网关不可用，全部考点无法解密试卷（自动测试 ${Date.now() % 100_000}）`

before(launch)
after(close)

/** HS, and the first of its works that offers a 严重故障. */
async function chooseHs(page) {
  const contract = page.getByLabel('合同', { exact: true })
  await contract.locator('option', { hasText: /^\s*HS / }).waitFor({ state: 'attached' })
  await contract.selectOption(await contract.locator('option', { hasText: /^\s*HS / }).getAttribute('value'))
  await page.locator('.cases, select:has(option:text("选择服务内容"))').first().waitFor()
  const work = page.getByLabel('服务内容', { exact: true })
  if (await work.count()) await work.selectOption({ index: 1 })
  await page.getByRole('radio', { name: '严重故障' }).check()
}

async function act(page, name) {
  await page.locator('.actions button').first().waitFor()
  const button = page.locator(`.actions [data-action="${name}"]`)
  if (await button.count()) return button.first().click()
  await page.locator('[data-more]').click()
  await page.locator(`.el-dropdown-menu [data-action="${name}"]`).click()
}

async function fillAndSend(page, fields) {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  for (const [name, value] of Object.entries(fields)) await dialog.locator(`[data-field="${name}"]`).fill(value)
  await dialog.locator('[data-submit]').click()
  await dialog.waitFor({ state: 'hidden' })
}

async function stopped(page, clock) {
  await page.locator(`[data-clock="${clock}"] .met`).waitFor()
}

test('an HS 严重故障 is opened, shows its clocks with their clauses, is worked and accepted', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)

  // Open it: contract → kind → case, and the promises appear before anything is sent.
  await page.locator('[data-row]').first().waitFor()
  await page.keyboard.press('n')
  await page.waitForURL(/\/tickets\/new$/)
  await chooseHs(page)
  for (const [clock, promise] of Object.entries(PROMISES)) {
    const target = page.locator(`[data-target="${clock}"]`)
    await target.getByText(promise, { exact: true }).waitFor()
    assert.match(await target.locator('.jy-clause').innerText(), /四\.[12]/)
  }

  // What is missing is said beside the field; the draft survives a reload.
  await page.getByRole('button', { name: '登记并开始计时' }).click()
  await page.getByText('请填写标题').waitFor()
  await accessible(page, 'open ticket with missing fields')
  await page.getByLabel('标题', { exact: true }).fill(TITLE)
  await page.getByLabel('描述', { exact: true }).fill('13:50 起加密网关无响应，全部考点无法解密试卷。')
  await page.getByLabel('报修人', { exact: true }).fill('考务值班员')
  await page.reload()
  await page.getByRole('radio', { name: '严重故障' }).waitFor()
  assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), TITLE)
  assert.ok(await page.getByRole('radio', { name: '严重故障' }).isChecked())
  await picture(page, 'job-1-opening')
  await accessible(page, 'open ticket, filled in')
  await page.getByRole('button', { name: '登记并开始计时' }).click()

  // The ticket runs under exactly these clocks.
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
  for (const [clock, promise] of Object.entries(PROMISES)) {
    const shown = page.locator(`[data-clock="${clock}"]`).first()
    await shown.getByText(promise, { exact: true }).waitFor()
    assert.match(await shown.locator('.jy-clause').innerText(), /四\.[12]/)
  }
  assert.match(await page.locator('[data-clock="response"]').innerText(), /还剩 (1 小时|59 分|58 分)/)
  assert.match(await page.locator('[data-clock="restore"]').innerText(), /还剩 (1 天|23 小时)/)
  await picture(page, 'job-2-opened')

  // Why this deadline.
  await page.locator('[data-clock="response"]').getByRole('button', { name: '为什么是这个时间' }).click()
  const why = page.getByRole('dialog')
  await why.getByText('逐段计时').waitFor()
  await why.getByText('附件一').first().waitFor()
  await picture(page, 'job-3-why')
  await accessible(page, 'explanation')
  await page.keyboard.press('Escape')
  await why.waitFor({ state: 'hidden' })

  // Somebody of the vendor takes it and works it.
  const address = page.url()
  await page.context().close()
  const engineer = await open()
  await signIn(engineer, accounts.engineer, accounts.password)
  await engineer.goto(address)
  await engineer.locator('[data-primary]', { hasText: '接单' }).click()
  await engineer.locator('.meta .jy-state', { hasText: '处理中' }).waitFor()

  await engineer.locator('[data-primary]', { hasText: '响应' }).click()
  await engineer.locator('[data-composer]').fill('已收到，工程师正在远程定位，20 分钟内给出结论。')
  await engineer.locator('[data-send]').click()
  await engineer.locator('[data-entry="replied"][data-visibility="public"]', { hasText: '20 分钟内给出结论' }).waitFor()
  await stopped(engineer, 'response')

  await engineer.keyboard.press('Escape')
  await engineer.locator('[data-side="note"]').click()
  await engineer.locator('[data-composer]').fill('怀疑加密机授权到期，先联系厂家。')
  await picture(engineer, 'job-4-note')
  await accessible(engineer, 'ticket with an internal note')
  await engineer.locator('[data-send]').click()
  // A note can be taken back for ten seconds; the next thing that leaves the house sends it before itself.
  await engineer.locator('[data-pending]', { hasText: '联系厂家' }).waitFor()

  await act(engineer, 'check-in')
  await engineer.getByRole('dialog').locator('[data-field="note"]').waitFor()
  await picture(engineer, 'job-5-check-in')
  await accessible(engineer, 'check-in dialog')
  await engineer.getByRole('dialog').locator('[data-field="note"]').fill('已到机房')
  await engineer.getByRole('dialog').locator('[data-submit]').click()
  await stopped(engineer, 'arrive')
  await engineer.locator('[data-entry="noted"][data-visibility="internal"]', { hasText: '联系厂家' }).waitFor()

  await act(engineer, 'restore').catch(() => engineer.locator('[data-primary]', { hasText: '恢复服务' }).click())
  await fillAndSend(engineer, { text: '更换授权文件后恢复解密。' })
  await stopped(engineer, 'restore')
  await engineer.locator('[data-primary]', { hasText: '提交解决' }).click()
  await fillAndSend(engineer, { solution: '加密机授权到期，已换新授权并登记到期提醒。' })
  await engineer.locator('.meta .jy-state', { hasText: '待验收' }).waitFor()
  await picture(engineer, 'job-6-resolved')
  await accessible(engineer, 'resolved ticket')
  await engineer.context().close()

  // The client accepts; the internal note is not theirs to read.
  const official = await open()
  await signIn(official, accounts.official, accounts.password)
  await official.goto(address)
  await official.locator('[data-primary]', { hasText: '受理意见' }).click()
  await official.getByRole('dialog').getByText('5', { exact: true }).click()
  await official.getByRole('dialog').locator('[data-submit]').click()
  await official.locator('.meta .jy-state', { hasText: '已关闭' }).waitFor()
  await official.locator('[data-entry="replied"]').first().waitFor()
  assert.equal(await official.locator('[data-entry="noted"]').count(), 0)
  await picture(official, 'job-7-accepted')
  assert.deepEqual(official.failures, [])
  await official.context().close()
})

test('a new ticket announces itself on top of a list that does not jump', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.locator('[data-row]').first().waitFor()
  const before = await page.locator('[data-row]').first().innerText()
  const other = await page.context().newPage()
  await other.goto('/tickets/new')
  await chooseHs(other)
  await other.getByLabel('标题', { exact: true }).fill('签名验签失败')
  await other.getByLabel('描述', { exact: true }).fill('成绩入库时报验签失败。')
  await other.getByLabel('报修人', { exact: true }).fill('考务值班员')
  await other.getByRole('button', { name: '登记并开始计时' }).click()
  await other.locator('[data-clock]').first().waitFor()

  const announced = page.getByRole('button', { name: /有 1 张新工单/ })
  await announced.waitFor()
  assert.equal((await page.locator('[data-row]').first().innerText()).split('\n')[0], before.split('\n')[0])
  await picture(page, 'job-8-announced')
  await accessible(page, 'list with an announcement')
  await announced.click()
  await announced.waitFor({ state: 'detached' })
  await page.context().close()
})

test('an edit that meets somebody else’s edit shows both and loses neither', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/tickets')
  await page.locator('.title-link').first().click()
  await page.locator('[data-clock]').first().waitFor()
  const title = await page.getByRole('heading', { level: 1 }).innerText()
  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.locator('[data-clock]').first().waitFor()
  await act(other, 'edit')
  await other.getByRole('dialog').waitFor()
  await act(page, 'edit')
  await page.getByRole('dialog').waitFor()
  // Both forms are open on the same version; the stream is cut so that neither hears of the other.
  await page.route('**/api/v1/events', (route) => route.abort())
  await page.route('**/api/v1/tickets/*', (route) => (route.request().method() === 'GET' ? route.abort() : route.continue()))
  await fillAndSend(other, { title: `${title}·甲` })
  await page.getByRole('dialog').locator('[data-field="title"]').fill(`${title}·乙`)
  await page.getByRole('dialog').locator('[data-submit]').click()
  await page.getByText('别人刚刚改过这张工单').first().waitFor()
  await page.locator('[data-line="title"] ins', { hasText: '甲' }).waitFor()
  await page.locator('[data-line="title"] ins', { hasText: '乙' }).waitFor()
  await page.getByRole('dialog', { name: '修改标题和描述' }).waitFor({ state: 'hidden' })
  await picture(page, 'job-9-conflict')
  await accessible(page, 'conflict')
  await page.unroute('**/api/v1/tickets/*')
  await page.locator('[data-again]').click()
  await page.getByRole('heading', { level: 1, name: `${title}·乙` }).waitFor()
  await page.context().close()
})

test('files are taken, and refused with a reason that helps', async () => {
  const page = await open()
  await signIn(page, accounts.engineer, accounts.password)
  await page.goto('/tickets?state=working')
  await page.locator('.title-link').first().click()
  await page.locator('[data-side="reply"]').click()
  const pixel = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64')
  await page.locator('[data-file]').setInputFiles({ name: '现场照片.png', mimeType: 'image/png', buffer: pixel })
  await page.locator('.files a', { hasText: '现场照片.png' }).first().waitFor()

  const refused = page.locator('.composer [role="alert"]')
  await page.locator('[data-file]').setInputFiles({ name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('MZ\u0090\u0000 this is a program') })
  await refused.waitFor()
  const lying = await refused.innerText()
  assert.match(lying, /内容|类型|格式/)
  await picture(page, 'job-10-attachments')
  await accessible(page, 'a refused attachment')

  assert.equal(await page.locator('.files a', { hasText: '合同.pdf' }).count(), 0)
  await page.context().close()
})

test('a clause chip leads to its rule in the contract', async () => {
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.goto('/tickets?state=')
  await page.locator('.title-link').first().click()
  const chip = page.locator('[data-clock] .jy-clause a').first()
  const clause = await chip.innerText()
  await chip.click()
  await page.waitForURL(/\/contracts\/.*clause=/)
  await page.locator('.marked', { hasText: clause }).first().waitFor()
  await picture(page, 'job-11-clause')
  await accessible(page, 'a marked clause')
  await page.context().close()
})
