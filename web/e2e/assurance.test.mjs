import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

/** Different in every run, so that a second run on the same server finds its own. */
const STAMP = Date.now().toString(36)
const MANAGER = 'manager'
const DAY_MS = 86_400_000
const SHIFT_MS = 8 * 3_600_000
/** The working hours of HC's contract, in minutes of a day. */
const OFFICE = [9 * 60, 18 * 60]

const left = []

before(launch)
// Whatever happens, clocks are ordinary again for whoever comes next.
after(async () => {
  for (const { page, id } of left) await ask(page, `/special-periods/${id}/withdraw`, 'POST', { reason: '测试结束' })
  await close()
})

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

/** The day in China, so many days from today. */
const day = (days) => new Date(Date.now() + SHIFT_MS + days * DAY_MS).toISOString().slice(0, 10)

async function opened(page, contract, what) {
  const ticket = await ask(page, `/contracts/${contract}/tickets`, 'POST', {
    kind: 'fault', channel: 'web', case: 'HC-S3', work: '1', title: `${what} ${STAMP}`, reporter: { name: '报修人（测试）' },
  })
  assert.equal(ticket.status, 201, JSON.stringify(ticket.body))
  return ticket.body
}

const dueOf = (ticket) => Date.parse(ticket.clocks.find((clock) => clock.kind === 'response').due_at)
/** Hours from the opening to the due moment of the response; clocks count whole seconds. */
const hoursOf = (ticket) => Math.round((dueOf(ticket) - Date.parse(ticket.opened_at)) / 36_000) / 100

/** Looks again until the answer is right. */
async function until(what, look) {
  const end = Date.now() + 30_000
  for (;;) {
    const found = await look()
    if (found) return found
    assert.ok(Date.now() < end, what)
    await new Promise((resolve) => setTimeout(resolve, 400))
  }
}

/** Whether two hours from now on, round the clock, is what the office hours would give as well. */
function isPlain(moment) {
  const local = new Date(moment + SHIFT_MS)
  const minute = local.getUTCHours() * 60 + local.getUTCMinutes()
  return ![0, 6].includes(local.getUTCDay()) && minute >= OFFICE[0] && minute + 120 <= OFFICE[1]
}

test('the office declares a period over today: clocks run round the clock, and are ordinary again when it is taken back', async () => {
  const office = await at('/portal/assurance', accounts.official)
  const contract = await contractOf(office, 'HC')
  await office.goto(`/portal/assurance?contract=${contract}`)
  const ordinary = await opened(office, contract, '平时')
  await office.locator('[data-declare]').click()
  const form = office.locator('[data-period-form]')
  await form.locator('[data-effect]').getByText('每天 24 小时').waitFor()
  await form.locator('[data-title]').fill(`会议保障 ${STAMP}`)
  await form.locator('[data-from]').fill(day(0))
  await form.locator('[data-to]').fill(day(1))
  await form.locator('[data-before]').fill(day(-3))
  await form.locator('[data-after]').fill(day(4))
  await form.locator('[data-reason]').fill('会议通知（测试）')
  const sent = office.waitForResponse((answer) => /special-periods$/.test(answer.url()) && answer.request().method() === 'POST')
  await office.locator('[data-save-period]').click()
  const period = await (await sent).json()
  left.push({ page: office, id: period.id })
  assert.equal(period.state, 'confirmed')
  await office.locator('header [data-stage="during"]').waitFor()
  await accessible(office, 'a special period in the portal')
  await picture(office, 'assurance-portal-period')
  // A new ticket runs on 7×24.
  const special = await opened(office, contract, '特殊时期')
  assert.equal(hoursOf(special), 2)
  await office.goto(`/portal/requests/${special.id}`)
  await office.getByText(`特殊时期 ${STAMP}`).first().waitFor()
  const why = (await ask(office, `/tickets/${special.id}/clocks/response/explanation`)).body
  assert.ok(why.lines.some((line) => line.includes('特殊时期')), JSON.stringify(why.lines))
  // The one that was open follows, and says so.
  const moves = !isPlain(Date.parse(ordinary.opened_at))
  const now = (ticket) => ask(office, `/tickets/${ticket.id}`).then(({ body }) => body)
  if (moves) {
    const moved = await until('the open clock follows', async () => { const seen = await now(ordinary); return dueOf(seen) !== dueOf(ordinary) && seen })
    assert.equal(hoursOf(moved), 2)
    const history = (await ask(office, `/tickets/${ordinary.id}/timeline?limit=100`)).body
    assert.ok(history.items.some((entry) => entry.kind === 'deadlines_moved'), JSON.stringify(history.items.map((one) => one.kind)))
  }
  // Taken back, everything is as before.
  await office.goto(`/portal/assurance/${period.id}`)
  await office.locator('[data-withdraw]').click()
  await office.locator('[data-withdraw-reason]').fill('会议取消')
  await office.locator('[data-withdraw-send]').click()
  await office.locator('header [data-stage="withdrawn"]').waitFor()
  left.pop()
  if (moves) await until('the open clocks are ordinary again', async () => dueOf(await now(ordinary)) === dueOf(ordinary))
  const later = await opened(office, contract, '恢复平时')
  if (moves) assert.notEqual(hoursOf(later), 2)
  for (const ticket of [ordinary, special, later]) await ask(office, `/tickets/${ticket.id}/cancel`, 'POST', { reason: '测试结束' })
})

test('the vendor declares, the office confirms, an engineer works through the checklist on the phone', async () => {
  const desk = await at('/assurance', MANAGER)
  const contract = await contractOf(desk, 'HC')
  // Beyond the years of holiday notices the phases are said; a day that an earlier run took is passed over.
  const declare = (n) => ask(desk, `/contracts/${contract}/special-periods`, 'POST', {
    title: `演练保障 ${STAMP}`, occasion: 'exercise', reason: '演练通知（测试）', rule: '', from: day(n), to: day(n),
    phases: [{ phase: 'before', from: day(n - 3), to: day(n - 1) }, { phase: 'after', from: day(n + 1), to: day(n + 3) }],
  })
  let [n, declared] = [60, await declare(60)]
  while (declared.status === 409) declared = await declare((n += 1))
  assert.equal(declared.status, 201, JSON.stringify(declared.body))
  const period = declared.body
  const office = await at(`/portal/assurance/${period.id}`, accounts.official)
  await office.locator('[data-not-yet]').waitFor()
  await office.locator('[data-confirm]').click()
  left.push({ page: office, id: period.id })
  await office.locator('header [data-stage="coming"]').waitFor()
  const phone = await at(`/assurance/${period.id}`, accounts.engineer, PHONE)
  const card = phone.locator('[data-phase="before"]')
  await card.locator('[data-tick]').first().waitFor()
  await fits(phone, 'a checklist on the phone')
  await accessible(phone, 'a checklist on the phone')
  await picture(phone, 'assurance-phone')
  assert.equal(await card.locator('[data-complete]').isDisabled(), true)
  for (let open = await card.locator('[data-tick]').count(); open > 0; open -= 1) {
    const done = phone.waitForResponse((answer) => /\/tick$/.test(answer.url()))
    await card.locator('[data-tick]').first().click()
    assert.equal((await done).status(), 200)
    await until('the item is ticked off', async () => (await card.locator('[data-tick]').count()) === open - 1)
  }
  await card.locator('[data-summary-input]').fill('巡检、备份和联系人核对完成')
  await card.locator('[data-complete]').click()
  await card.locator('[data-phase-state="done"]').waitFor()
  await desk.goto('/assurance?view=calendar')
  await desk.locator('[data-month]').first().waitFor()
  await accessible(desk, 'the calendar of special periods')
  await picture(desk, 'assurance-calendar')
})

test('the list shows what is over, what is late and what waits, at the desk and on the phone', async () => {
  const desk = await at('/assurance', MANAGER)
  await desk.locator('[data-period]').first().waitFor()
  await accessible(desk, 'special periods at the desk')
  await picture(desk, 'assurance-desk')
  const { body } = await ask(desk, '/special-periods?limit=200')
  const states = body.items.flatMap((one) => one.phases.map((phase) => phase.state))
  for (const state of ['done', 'done_late', 'coming']) assert.ok(states.includes(state), state)
  const phone = await at('/portal/assurance', accounts.official, PHONE)
  await phone.locator('[data-period]').first().waitFor()
  await fits(phone, 'special periods on the phone')
  await accessible(phone, 'special periods on the phone')
  await picture(phone, 'assurance-portal-phone')
  assert.deepEqual([...desk.failures, ...phone.failures], [])
})
