import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, BASE, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'
import { contractOf, person, until } from './person.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)

before(launch)
after(close)

async function at(path, account, viewport = DESK, password = accounts.password) {
  const page = await open(viewport)
  await signIn(page, account, password)
  await page.goto(path)
  return page
}

/** Waits for the answer of the server while `act` happens. */
async function answered(page, pattern, act, method = 'POST') {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() === method)
  await act()
  const answer = await waiting
  return { status: answer.status(), body: await answer.json() }
}

/** Does a step by its button and dialog; gives what the server answered. */
async function act(page, what, text) {
  await page.locator(`[data-act="${what}"]`).click()
  await page.locator(`[data-step-form="${what}"]`).waitFor()
  if (text) await page.locator('[data-step-text]').fill(text)
  return answered(page, new RegExp(`/${what}$`), () => page.locator('[data-step-save]').click())
}

const stands = (page, state) => page.locator(`[data-report-state="${state}"]`).waitFor()

/** A fault of this run, that a report can be about. */
async function fault(manager, contract) {
  const { works } = await manager.get(`/contracts/${contract}/catalogue`)
  const { key, cases } = works[0]
  return manager.post(`/contracts/${contract}/tickets`, { kind: 'fault', channel: 'phone', case: cases[0].key, work: key, title: `影响使用 ${STAMP}${Math.random().toString(36).slice(2, 6)}`, description: '', reporter: { name: '报修人（测试）' } })
}

/** A report about a fault of this run, through the interface. */
async function drafted(manager, contract) {
  const ticket = await fault(manager, contract)
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  return manager.post(`/contracts/${contract}/reports`, { rule: 'HS-R2', from: today, subject: `/tickets/${ticket.id}` })
}

/** A request that carries the version that was read. */
async function stepped(account, password = accounts.password) {
  const headers = { 'X-Jianyue': '1', 'content-type': 'application/json' }
  const session = await fetch(`${BASE}/api/v1/sessions`, { method: 'POST', headers, body: JSON.stringify({ account, password }) })
  const cookie = session.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  return async (report, step, body, method = 'POST') => {
    const answer = await fetch(`${BASE}/api/v1/reports/${report.id}${step}`, { method, headers: { ...headers, cookie, 'If-Match': `"${report.version}"` }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
    const said = await answer.json()
    assert.ok(answer.ok, `${step}: ${answer.status} ${JSON.stringify(said)}`)
    return said
  }
}

test('a report is drafted, its figures lead to their rows, what is written keeps itself, and it is submitted once asked', async () => {
  const manager = await person('manager')
  const contract = await contractOf(manager, 'HS')
  const ticket = await fault(manager, contract)
  const page = await at(`/reports?contract=${contract}`, 'manager')
  await page.locator('[data-report]').first().waitFor()
  await accessible(page, 'the list of reports')
  await picture(page, 'reports-1-list')
  await page.locator('[data-new]').click()
  await page.locator('[data-field="rule"] option[value="HS-R2"]').waitFor({ state: 'attached' })
  await page.locator('[data-field="rule"]').selectOption('HS-R2')
  await page.locator('[data-field="subject"]').fill(`/tickets/${ticket.id}`)
  await accessible(page, 'a new report')
  const made = await answered(page, /\/contracts\/[^/]+\/reports$/, () => page.locator('[data-make]').click())
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await page.waitForURL(new RegExp(`/reports/${made.body.id}$`))
  await stands(page, 'draft')

  const figure = page.locator('button.figure').first()
  await figure.waitFor()
  await figure.click()
  await page.locator('[data-rows] [data-row], [data-rows] .empty').first().waitFor()
  await accessible(page, 'the rows of a figure')
  await picture(page, 'reports-2-rows')
  await page.keyboard.press('Escape')
  await page.locator('[data-rows]').waitFor({ state: 'hidden' })

  const part = page.locator('[data-part="overview"] [data-part-text]')
  const kept = await answered(page, /\/reports\/[^/]+$/, () => part.fill(`故障影响报名登录（测试 ${STAMP}）`), 'PATCH')
  assert.equal(kept.status, 200, JSON.stringify(kept.body))
  await page.locator('[data-saved]', { hasText: '已保存' }).waitFor()
  await page.reload()
  await part.waitFor()
  assert.equal(await part.inputValue(), `故障影响报名登录（测试 ${STAMP}）`)

  // Somebody else writes meanwhile, elsewhere and in the same part: neither is lost.
  const other = await stepped('manager')
  const seen = await manager.get(`/reports/${made.body.id}`)
  await other(seen, '', { parts: [{ key: 'overview', text: '另一个人写的' }] }, 'PATCH')
  await part.fill('我写的')
  await page.locator('[data-conflict]').waitFor()
  assert.match(await page.locator('[data-conflict]').innerText(), /另一个人写的/)
  await accessible(page, 'a report that two people write')
  await answered(page, /\/reports\/[^/]+$/, () => page.locator('[data-keep="mine"]').click(), 'PATCH')
  await page.locator('[data-conflict]').waitFor({ state: 'detached' })

  await page.locator('[data-preview-open]').click()
  await page.locator('[data-preview]').waitFor()
  assert.match((await page.locator('[data-preview]').getAttribute('srcdoc')) ?? '', /我写的/)
  await picture(page, 'reports-3-preview')
  await page.keyboard.press('Escape')
  await page.locator('[data-preview]').waitFor({ state: 'hidden' })

  await page.locator('[data-act="submit"]').click()
  await page.locator('[data-follows]').waitFor()
  await accessible(page, 'the question before submitting')
  const sent = await answered(page, /\/submit$/, () => page.locator('[data-step-save]').click())
  assert.equal(sent.status, 200, JSON.stringify(sent.body))
  await stands(page, 'submitted')
  await page.locator('[data-version="1"]').getByText(sent.body.versions[0].digest).waitFor()
  assert.equal(await page.locator('[data-part-text]').count(), 0, 'what was submitted cannot be written')
  await accessible(page, 'a submitted report')
  await picture(page, 'reports-4-submitted')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('the client asks about a section, the next version answers, and the difference shows only what changed', async () => {
  const manager = await person('manager')
  const contract = await contractOf(manager, 'HS')
  const vendor = await stepped('manager')
  const report = await vendor(await drafted(manager, contract), '/submit')

  const page = await at(`/portal/reports?contract=${contract}`, accounts.official)
  await page.locator(`[data-waiting] [data-report="${report.id}"] a`).click()
  await stands(page, 'submitted')
  const part = page.locator('[data-part="overview"]')
  await part.locator('[data-ask]').click()
  await part.locator('[data-comment-text]').fill(`请写明影响范围（测试 ${STAMP}）`)
  // What is not sent yet survives a reload.
  await page.reload()
  await page.locator('[data-act="question"]', { hasText: '1 条' }).click()
  await accessible(page, 'the comments before they are sent')
  const asked = await answered(page, /\/question$/, () => page.locator('[data-step-save]').click())
  assert.equal(asked.body.state, 'questioned', JSON.stringify(asked.body))
  await stands(page, 'questioned')

  const writer = await at(`/reports/${report.id}`, 'manager')
  await writer.locator('[data-part="overview"] [data-comment]').getByText(`请写明影响范围（测试 ${STAMP}）`).waitFor()
  await answered(writer, /\/reports\/[^/]+$/, () => writer.locator('[data-part="overview"] [data-part-text]').fill('影响报名审核两小时，涉及三个考区。'), 'PATCH')
  const again = await act(writer, 'submit')
  assert.equal(again.body.submitted_version, 2, JSON.stringify(again.body))

  // The client sees it without loading anew.
  await page.locator('[data-version="2"]').waitFor()
  await page.locator('[data-part="overview"] [data-answered]').waitFor()
  await page.locator('[data-version="2"] [data-difference]').click()
  const changes = page.locator('[data-difference-of] [data-change]')
  await changes.first().waitFor()
  assert.ok((await changes.allInnerTexts()).some((text) => text.includes('影响报名审核两小时')))
  await accessible(page, 'the difference of two versions')
  await picture(page, 'reports-5-difference')
  const passed = await act(page, 'accept')
  assert.equal(passed.body.accepted_how, 'by_client')
  await stands(page, 'accepted')
  assert.deepEqual([...page.failures, ...writer.failures], [])
  await page.context().close()
  await writer.context().close()
})

const KINDS = {
  pdf: (bytes) => bytes.subarray(0, 5).toString('latin1') === '%PDF-',
  docx: (bytes) => bytes.subarray(0, 2).toString('latin1') === 'PK' && bytes.includes('word/document.xml'),
  xlsx: (bytes) => bytes.subarray(0, 2).toString('latin1') === 'PK' && bytes.includes('xl/workbook.xml'),
  html: (bytes) => /^\s*<!doctype html/i.test(bytes.toString('utf8')),
}

test('a report is saved in four formats, each under its Chinese name and what it says it is', async () => {
  const page = await at('/portal/reports?state=accepted', accounts.official)
  await page.locator('[data-report] a').first().click()
  await stands(page, 'accepted')
  for (const [format, isIt] of Object.entries(KINDS)) {
    await page.locator('.head [data-paper]').click()
    const item = page.locator(`[data-paper-format="${format}"]:visible`)
    await item.waitFor()
    const [saved] = await Promise.all([page.waitForEvent('download'), item.click()])
    const bytes = readFileSync(await saved.path())
    assert.match(saved.suggestedFilename(), new RegExp(`[\\u4e00-\\u9fff].*\\.${format}$`))
    assert.ok(isIt(bytes), `${saved.suggestedFilename()} begins with ${bytes.subarray(0, 40).toString('latin1')}`)
  }
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

/** Beijing's today, so many days on. */
const day = (days = 0) => new Date(Date.now() + 8 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10)

/** A contract of this run whose last payment waits for the report of one month; silence accepts. */
async function contractThatPaysForReports(manager) {
  const system = await person(accounts.system)
  const taken = (await system.get('/contracts')).map((one) => one.prefix)
  const prefix = [...'QWXYZJKMVB'].flatMap((one) => [...'PTNRLGUHAC'].map((other) => one + other)).filter((one) => !taken.includes(one)).sort(() => Math.random() - 0.5)[0]
  const { items } = await manager.get(`/contracts/${await contractOf(manager, 'HS')}/report-rules`)
  const month = items.find((one) => one.rule === 'HS-R1.monthly').periods.find((one) => one.to < day())
  const reports = `reports = { rules = ["HS-R1.monthly"], ended_from = ${month.from}, ended_by = ${month.to}, clause = "第四条 2" }`
  const text = readFileSync(new URL('../../fixtures/contracts/hrss-exam-security-2021.toml', import.meta.url), 'utf8')
    .replace(/^slug = .*$/m, `slug = "reports-${prefix.toLowerCase()}"`)
    .replace(/^end = .*$/m, `end = ${new Date().getFullYear() + 1}-12-31`)
    .replace('conditions = ["final_acceptance", "funds_arrived", "invoice_received"]\ndue = ["in the year of funds_arrived"]', `conditions = ["reports_accepted"]\ndue = ["10 working days after reports_accepted"]\n${reports}`)
    .replace('prefix = "HS"', `prefix = "${prefix}"`)
    .replaceAll('"HS-', `"${prefix}-`)
  const { contract_id: contract } = await system.post('/contracts/import', { text, note: '浏览器测试' })
  return { id: contract, prefix, month }
}

/** Somebody new with one role on one contract, who has set a password of their own. */
async function newcomer(role, contract_id, security) {
  const asked = async (method, path, cookie, body) => {
    const answer = await fetch(`${BASE}/api/v1${path}`, { method, headers: { 'X-Jianyue': '1', 'content-type': 'application/json', cookie }, body: JSON.stringify(body) })
    const said = await answer.text()
    assert.ok(answer.ok, `${path}: ${said}`)
    return said === '' ? null : JSON.parse(said)
  }
  const account = `b${role.slice(0, 3)}${STAMP}`
  const { person: made, initial_password: first } = await asked('POST', '/people', security, { account, name: `${role === 'vendor_manager' ? '项目经理' : '经办'}（测试）` })
  await asked('PUT', `/people/${made.id}/roles`, security, [{ role, contract_id }])
  await asked('POST', '/me/password', await cookieOf(account, first), { current: first, new: OWN })
  return account
}

const OWN = 'Wan-shan-hong-bian-7'

async function cookieOf(account, password) {
  const session = await fetch(`${BASE}/api/v1/sessions`, { method: 'POST', headers: { 'X-Jianyue': '1', 'content-type': 'application/json' }, body: JSON.stringify({ account, password }) })
  assert.equal(session.status, 200, await session.clone().text())
  return session.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
}

test('the clock of the review: silence accepts where the contract says so and nowhere else; what is passed opens its payment', async () => {
  const manager = await person('manager')
  // Passed by silence, with the clause; what the contract leaves unsaid only becomes overdue.
  const hs = await contractOf(manager, 'HS')
  const page = await at(`/portal/reports?contract=${hs}&state=accepted`, accounts.official)
  await page.locator('[data-how="by_silence"]').first().waitFor()
  await page.locator('[data-report]', { has: page.locator('[data-how="by_silence"]') }).locator('a').first().click()
  await stands(page, 'accepted')
  assert.match(await page.locator('[data-next]').innerText(), /视为通过（第六条 3）/)
  await page.locator('[data-entry="silent"]').waitFor()
  await picture(page, 'reports-6-silence')
  await page.context().close()

  const { id: contract, prefix, month } = await contractThatPaysForReports(manager)
  const security = await cookieOf(accounts.security, accounts.password)
  const [writes, judges] = await Promise.all(['vendor_manager', 'client_official'].map((role) => newcomer(role, contract, security)))
  const vendor = await at(`/reports?contract=${contract}`, writes, DESK, OWN)
  await vendor.locator('[data-new]').click()
  await vendor.locator(`[data-field="rule"] option[value="${prefix}-R1.monthly"]`).waitFor({ state: 'attached' })
  await vendor.locator('[data-field="rule"]').selectOption(`${prefix}-R1.monthly`)
  await vendor.locator('[data-field="period"]').selectOption(`${month.from} ${month.to}`)
  assert.match(await vendor.locator('[data-rule-note]').innerText(), /15 .{1,3}内评审，逾期视为通过（第六条 3）/)
  const made = await answered(vendor, /\/contracts\/[^/]+\/reports$/, () => vendor.locator('[data-make]').click())
  assert.equal(made.status, 201, JSON.stringify(made.body))
  await stands(vendor, 'draft')
  for (const part of made.body.parts.filter((one) => one.missing)) {
    await answered(vendor, /\/reports\/[^/]+$/, () => vendor.locator(`[data-part="${part.key}"] [data-part-text]`).fill('本期按合同办理（测试）。'), 'PATCH')
  }
  await vendor.locator('[data-effect]').getByText('尾款').waitFor()
  const sent = await act(vendor, 'submit')
  assert.equal(sent.body.review.by, day(15), 'the review ends on the fifteenth day')

  const official = await at(`/portal/reports?contract=${contract}`, judges, DESK, OWN)
  const row = official.locator(`[data-waiting] [data-report="${made.body.id}"]`)
  await row.getByText('还剩 15 天，逾期视为通过').waitFor()
  await accessible(official, 'reports that wait for the client')
  await picture(official, 'reports-7-waiting')
  const line = async () => (await official.evaluate(async (id) => (await fetch(`/api/v1/contracts/${id}/account`)).json(), contract)).account.lines.find((one) => one.key === `${prefix}-M1.2`)
  assert.deepEqual((await line()).conditions.map((one) => [one.fact, one.met]), [['reports_accepted', false]])
  await row.locator('a').click()
  await stands(official, 'submitted')
  await official.locator('[data-act="accept"]').click()
  assert.match(await official.locator('[data-follows]').innerText(), /通过后可付：尾款/)
  const passed = await answered(official, /\/accept$/, () => official.locator('[data-step-save]').click())
  assert.equal(passed.body.state, 'accepted', JSON.stringify(passed.body))
  const opened = await until('the payment that waited for the report', async () => ((await line()).conditions[0].met ? line() : null))
  assert.match(opened.conditions[0].evidence, new RegExp(`/reports/${made.body.id}`))
  await official.goto(`/billing/${contract}`)
  await official.locator(`[data-line="${prefix}-M1.2"]`).getByText(/已满足 *报告通过评审/).waitFor()
  await picture(official, 'reports-8-payment')

  // Correcting what was passed closes the payment again.
  await stands(vendor, 'accepted')
  const corrected = await act(vendor, 'correct', `数字有误（测试 ${STAMP}）`)
  assert.equal(corrected.body.state, 'draft', JSON.stringify(corrected.body))
  await until('the condition that is taken back', async () => !(await line()).conditions[0].met)
  assert.deepEqual([...vendor.failures, ...official.failures], [])
  await vendor.context().close()
  await official.context().close()
})

test('the dossier shows each clause with its evidence, gaps first', async () => {
  const manager = await person('manager')
  const contract = await contractOf(manager, 'HS')
  const page = await at(`/portal/acceptance?contract=${contract}`, accounts.official)
  await page.locator('[data-clause]').first().waitFor()
  const states = await page.locator('[data-clause]').evaluateAll((rows) => rows.map((one) => one.dataset.clauseState))
  const order = ['gap', 'not_yet', 'evidence']
  assert.deepEqual(states, [...states].sort((a, b) => order.indexOf(a) - order.indexOf(b)))
  await accessible(page, 'the dossier')
  await picture(page, 'reports-9-dossier')
  await page.locator('[data-count="evidence"]').click()
  await page.waitForURL(/state=evidence/)
  await page.waitForFunction(() => [...document.querySelectorAll('[data-clause]')].every((one) => one.dataset.clauseState === 'evidence'))
  assert.ok((await page.locator('[data-clause]').count()) > 0)
  // Putting it together takes its time: it says how far it is, and can be stopped.
  await page.locator('[data-begin]').click()
  await page.locator('[data-build] .el-progress').waitFor()
  await accessible(page, 'the dossier while it is put together')
  // Whoever comes back by the address sees it go on.
  await page.reload()
  await page.locator('[data-build-cancel]').click()
  await page.locator('[data-build-state="cancelled"] [data-begin]').waitFor()
  await page.setViewportSize(PHONE)
  await fits(page, 'the dossier on a phone')
  await accessible(page, 'the dossier on a phone')
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('on a phone a report is read and judged; the boards tell by their titles', async () => {
  const phone = await at('/portal/reports', accounts.official, PHONE)
  await phone.locator('[data-report]').first().waitFor()
  await fits(phone, 'the reports on a phone')
  await accessible(phone, 'the reports on a phone')
  await phone.locator('[data-report] a').first().click()
  await phone.locator('[data-section]').first().waitFor()
  await phone.waitForFunction(() => [...document.querySelectorAll('[data-figure]')].every((one) => one.dataset.drawn === 'true'))
  await fits(phone, 'a report on a phone')
  await accessible(phone, 'a report on a phone')
  await picture(phone, 'reports-phone')

  const drawn = (page, n) => page.waitForFunction((least) => document.querySelectorAll('[data-figure][data-drawn="true"]').length >= least, n)
  const board = await at('/board', 'manager')
  await drawn(board, 4)
  assert.ok((await board.locator('[data-figure] h2').allInnerTexts()).every((title) => /\d|没有/.test(title)))
  await board.locator('[data-to-write] [data-report]').first().waitFor()
  await accessible(board, 'the board')
  await picture(board, 'reports-board')
  await board.setViewportSize(PHONE)
  await fits(board, 'the board on a phone')

  const manager = await person('manager')
  const figures = await at(`/portal/figures?contract=${await contractOf(manager, 'HC')}`, accounts.official)
  await figures.locator('[data-promises] [data-figure][data-drawn="true"]').nth(2).waitFor()
  await accessible(figures, 'what was promised')
  assert.deepEqual([...phone.failures, ...board.failures, ...figures.failures], [])
  for (const page of [phone, board, figures]) await page.context().close()
})
