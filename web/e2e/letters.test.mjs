import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)

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

/** Waits for the answer of the server while `act` happens. */
async function answered(page, pattern, act) {
  const waiting = page.waitForResponse((answer) => pattern.test(answer.url()) && answer.request().method() === 'POST')
  await act()
  const answer = await waiting
  return { status: answer.status(), body: await answer.json() }
}

/** Writes a letter on the page that is open; gives what the server answered. */
async function write(page, { contract, rule, subject, work }) {
  const choice = page.locator('[data-field="contract"]')
  await page.locator('[data-letter-form]').waitFor()
  if ((await choice.count()) > 0) await choice.selectOption(contract)
  await page.locator(`[data-field="rule"] option[value="${rule}"]`).waitFor({ state: 'attached' })
  await page.locator('[data-field="rule"]').selectOption(rule)
  await page.locator('[data-term-note]').waitFor()
  if (work) await page.locator(`[data-work="${work}"]`).check()
  await page.locator('[data-field="subject"]').fill(subject)
  await page.locator('[data-field="text"]').fill('详见附件（测试）。')
  return answered(page, /\/letters$/, () => page.locator('[data-send]').click())
}

/** Does a step by its button and dialog; gives what the server answered. */
async function act(page, what, text) {
  await page.locator(`[data-act="${what}"]`).first().click()
  await page.locator(`[data-step-form="${what}"]`).waitFor()
  if (text) await page.locator('[data-step-text]').fill(text)
  return answered(page, /\/steps$/, () => page.locator('[data-step-save]').click())
}

const stateIs = (page, state) => page.locator(`aside [data-state="${state}"]`).waitFor()

test('a claim of the office shows its term before it is sent, and the vendor answers in time', async () => {
  const official = await at('/portal/letters', 'official2')
  await official.locator('[data-letter]').first().waitFor()
  await accessible(official, 'the list of letters')
  await picture(official, 'letters-portal')
  const contract = await contractOf(official, 'SC')
  await official.goto(`/portal/letters/new?contract=${contract}`)
  await official.locator('[data-field="rule"] option[value="SC-O3.claims"]').waitFor({ state: 'attached' })
  await official.locator('[data-field="rule"]').selectOption('SC-O3.claims')
  await official.locator('[data-term-day]').waitFor()
  assert.match(await official.locator('[data-term-note]').innerText(), /乙方的答复最迟 \d{4}-\d{2}-\d{2}（10 个工作日）/)
  await accessible(official, 'the form of a letter')
  await picture(official, 'letters-new')
  const { status, body: letter } = await write(official, { contract, rule: 'SC-O3.claims', subject: `读卡器返修费用 ${STAMP}` })
  assert.equal(status, 201, JSON.stringify(letter))
  await stateIs(official, 'sent')
  await picture(official, 'letters-letter')
  await accessible(official, 'a letter')

  const vendor = await at(`/letters/${letter.id}`, 'manager')
  await stateIs(vendor, 'sent')
  await vendor.locator('[data-act="answer"]').click()
  await vendor.locator('[data-accept="no"]').check()
  await vendor.locator('[data-step-text]').fill('返修在约定时间内完成，不接受')
  const answer = await answered(vendor, /\/steps$/, () => vendor.locator('[data-step-save]').click())
  assert.equal(answer.body.state, 'answered', JSON.stringify(answer.body))
  assert.equal(answer.body.late, false)
  // The office sees it without loading anew.
  await stateIs(official, 'answered')
  await official.locator('[data-entry="answered"]').waitFor()
  assert.deepEqual([...official.failures, ...vendor.failures], [])
})

test('force majeure: no consent without proof; consent holds the clock of an open ticket, the end lets it run', async () => {
  // A work of its own, so that no other test's tickets are held.
  const WORK = '6'
  const vendor = await at('/letters/new', 'manager')
  const contract = await contractOf(vendor, 'HC')
  const { body: known } = await ask(vendor, `/contracts/${contract}/catalogue`)
  const { key, cases } = known.works.find((one) => one.key === WORK)
  const reporter = { name: '报修人（测试）' }
  const opened = await ask(vendor, `/contracts/${contract}/tickets`, 'POST', { kind: 'fault', channel: 'phone', case: cases[0].key, work: key, title: `顺延 ${STAMP}`, description: '', reporter })
  assert.equal(opened.status, 201, JSON.stringify(opened.body))
  const stands = async () => (await ask(vendor, `/tickets/${opened.body.id}`)).body.state
  const until = async (wanted) => {
    const end = Date.now() + 10_000
    while (Date.now() < end && (await stands()) !== wanted) await vendor.waitForTimeout(150)
    assert.equal(await stands(), wanted)
  }
  const { status, body: letter } = await write(vendor, { contract, rule: 'ALL-O2.force-majeure', subject: `机房停电 ${STAMP}`, work: WORK })
  assert.equal(status, 201, JSON.stringify(letter))
  assert.deepEqual(letter.works, [WORK])

  const official = await at(`/portal/letters/${letter.id}`, accounts.official)
  const refused = await act(official, 'consent')
  assert.equal(refused.status, 409)
  assert.equal(refused.body.code, 'letters.proof_missing')
  await official.getByRole('dialog').getByText(/十\(二\)/).waitFor()
  await official.getByRole('dialog').locator('.el-dialog__footer .el-button').first().click()

  await vendor.locator('[data-part="proof"] [data-add-file]').setInputFiles({ name: '证明（测试）.txt', mimeType: 'text/plain', buffer: Buffer.from(`证明 ${STAMP}`) })
  await vendor.locator('[data-part="proof"]').getByText('证明（测试）.txt').waitFor()
  assert.equal((await act(vendor, 'prove')).body.state, 'proved')
  await stateIs(official, 'proved')
  const consent = await act(official, 'consent', '情况属实，同意顺延')
  assert.equal(consent.body.state, 'consented', JSON.stringify(consent.body))
  try {
    await until('paused')
    const { body: timeline } = await ask(vendor, `/tickets/${opened.body.id}/timeline?limit=50`)
    assert.ok(timeline.items.some((one) => one.kind === 'paused' && one.text.includes(letter.number)), 'the entry names the letter')
    await vendor.locator('[data-pause]').waitFor()
    await picture(vendor, 'letters-force')
  } finally {
    const ended = await act(official, 'end_pause', '供电已恢复')
    assert.ok(ended.body.pause.ended_at, JSON.stringify(ended.body))
  }
  await until('open')
  await official.locator('[data-entry="pause_ended"]').waitFor()
  assert.deepEqual([...official.failures, ...vendor.failures], [])
})

test('on a phone the letters and a letter fit, and what is next stands first', async () => {
  const page = await at('/portal/letters?late=1', accounts.official, PHONE)
  await page.locator('[data-letter]').first().waitFor()
  await fits(page, 'the list of letters on a phone')
  await page.locator('[data-letter] a').first().click()
  await page.locator('[data-next]').waitFor()
  await fits(page, 'a letter on a phone')
  await accessible(page, 'a letter on a phone')
  await picture(page, 'letters-phone')
  assert.deepEqual(page.failures, [])
})

test('evidence of a duty is an attached file, which the office can save', async () => {
  const vendor = await at('/duties', 'manager')
  const contract = await contractOf(vendor, 'HS')
  await vendor.goto(`/duties?contract=${contract}&rule=HS-R1.monthly&kind=document&state=done`)
  const row = vendor.locator('[data-duty]').first()
  await row.waitFor()
  const key = await row.getAttribute('data-duty')
  await row.locator('[data-files-of]').click()
  const name = `月报 ${STAMP}.txt`
  await row.locator('[data-add-file]').setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`月报 ${STAMP}`) })
  await row.locator('[data-duty-files]').getByText(name).waitFor()
  const official = await at(`/portal/duties?contract=${contract}&rule=HS-R1.monthly&kind=document&state=done`, accounts.official)
  const theirs = official.locator(`[data-duty="${key}"]`)
  await theirs.getByText(`附件：${name}`).waitFor()
  await theirs.locator('[data-files-of]').click()
  const [saved] = await Promise.all([official.waitForEvent('download'), theirs.locator('[data-duty-files] a', { hasText: name }).click()])
  assert.equal(saved.suggestedFilename(), name)
  assert.equal(await theirs.locator('[data-add-file]').count(), 0, 'the office adds no evidence of what the vendor owes')
  assert.deepEqual([...official.failures, ...vendor.failures], [])
})
