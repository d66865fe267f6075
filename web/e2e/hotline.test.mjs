import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, BASE, close, DESK, fits, launch, open, PHONE, picture, signIn, tabTo } from './browser.mjs'
import { contractOf, person, until } from './person.mjs'

/** Names of this run, so that it can be repeated on one server. */
const RUN = String(Date.now() % 1_000_000).padStart(6, '0')
const MANAGER = 'manager'
const NEXT = 'engineer2'
const HOUR = 3_600_000

before(launch)
after(close)

/** What a call does not know of a ticket, by keyboard; then the ticket is opened. */
async function finishTicket(page) {
  await page.locator('form.columns').waitFor()
  await page.locator('.cases, select:has(option:text("选择服务内容"))').first().waitFor()
  if (await page.getByLabel('服务内容', { exact: true }).count()) {
    await page.getByLabel('服务内容', { exact: true }).focus()
    await page.keyboard.press('ArrowDown')
    await page.locator('.cases').waitFor()
  }
  await tabTo(page, '.cases input')
  await page.keyboard.press('Space')
  await tabTo(page, 'textarea')
  if ((await page.locator('textarea').first().inputValue()) === '') await page.keyboard.type('考生来电反映页面打不开。')
  await tabTo(page, 'button[type="submit"]')
  await page.keyboard.press('Enter')
  await page.locator('[data-clock]').first().waitFor()
}

test('a call is entered by keyboard alone and becomes a ticket that it is linked with', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.goto('/calls')
  await page.locator('[data-call]').first().waitFor()
  await picture(page, 'hotline-1-calls')

  const topic = `自动测试登录失败 ${RUN}`
  await page.keyboard.press('n')
  await page.locator('[data-call-form]').waitFor()
  assert.ok(await page.locator('[data-number]').evaluate((field) => field === document.activeElement))
  await page.locator('[data-running]').getByText(/振铃 0:0\d/).waitFor()
  await page.keyboard.type(`139${RUN}12`)
  await page.keyboard.press('Alt+a')
  await page.locator('[data-running].talking').waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('自动测试员')
  await page.keyboard.press('Tab')
  await page.keyboard.type(topic)
  // The contract is remembered; the first time it is chosen by its first letter.
  await page.keyboard.press('Shift+Tab')
  for (let i = 0; i < 3; i += 1) await page.keyboard.press('Shift+Tab')
  await page.keyboard.type('E')
  assert.match(await page.locator('[data-call-form] select').first().locator('option:checked').innerText(), /^EX /)
  await accessible(page, 'a call that is entered')
  await picture(page, 'hotline-2-entry')
  await page.keyboard.press('Control+Shift+Enter')

  await page.waitForURL(/\/tickets\/new\?draft=call-/)
  await page.locator('form.columns').waitFor()
  assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), topic)
  assert.equal(await page.getByLabel('报修人', { exact: true }).inputValue(), '自动测试员')
  await finishTicket(page)
  const number = (await page.locator('h1').first().innerText()).trim()
  assert.match(number, new RegExp(RUN))
  await page.goto(`/calls?q=${encodeURIComponent(topic)}`)
  const row = page.locator('[data-call]', { hasText: topic })
  await row.getByRole('link', { name: /^EX-/ }).waitFor()
  assert.equal(await row.evaluate((one) => one.classList.contains('loose')), false)
  // The wait was measured, because the answer was stamped.
  assert.match(await row.innerText(), /\d+ 秒/)

  // Another one is linked with a ticket that is there, and found among those without one before.
  await page.goto('/calls')
  await page.locator('[data-call]').first().waitFor()
  await page.keyboard.press('n')
  await page.locator('[data-call-form]').waitFor()
  assert.match(await page.locator('[data-call-form] select').first().locator('option:checked').innerText(), /^EX /)
  await page.keyboard.type(`137${RUN}34`)
  await tabTo(page, '[data-topic]')
  await page.keyboard.type(`第二通 ${RUN}`)
  await page.keyboard.press('Control+Enter')
  const second = page.locator('[data-call]', { hasText: `第二通 ${RUN}` })
  await second.getByText('未关联工单').waitFor()
  await page.locator('[data-call-form]').waitFor({ state: 'detached' })
  await page.keyboard.press('u')
  await page.waitForURL(/unlinked=1/)
  await second.waitFor()
  await second.focus()
  await page.keyboard.press('l')
  await page.locator('[data-link-dialog]').waitFor()
  await page.locator('[data-link-dialog] input').waitFor()
  await page.locator('[data-link-dialog] input').focus()
  await page.keyboard.type(topic)
  await page.locator('[role="option"]', { hasText: topic }).waitFor()
  await accessible(page, 'linking a call')
  const linking = page.waitForResponse((answer) => answer.url().includes('/link') && answer.request().method() === 'POST')
  await page.keyboard.press('Enter')
  assert.equal((await linking).status(), 200)
  await second.getByRole('link', { name: /^EX-/ }).waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a call of a phone system appears by itself, moves on by itself, and its pop-up leads to its ticket', async () => {
  // The administrator sets the phone system up and sees its secret once.
  const admin = await open()
  await signIn(admin, accounts.system, accounts.password)
  await admin.goto('/calls/sources')
  await admin.locator('[data-add]').click()
  await admin.locator('[data-name]').fill(`测试总机 ${RUN}`)
  await admin.locator('[data-algorithm]').selectOption('hmac-sha256')
  await admin.locator('[data-line]').fill(`line-${RUN}`)
  await admin.locator('[data-line-contract]').selectOption({ label: await admin.locator('[data-line-contract] option', { hasText: /^EX / }).innerText() })
  await accessible(admin, 'adding a phone system')
  const adding = admin.waitForResponse((answer) => answer.url().endsWith('/hotline/sources') && answer.request().method() === 'POST')
  await admin.locator('.el-dialog [data-save]').click()
  const source = await (await adding).json()
  await admin.locator('[data-secret]').waitFor()
  assert.equal(await admin.locator('[data-secret] input').first().inputValue(), source.secret)
  await admin.locator('[data-close-secret]').click()
  await admin.locator(`[data-source="测试总机 ${RUN}"]`).waitFor()
  assert.equal(await admin.getByText(source.secret).count(), 0)

  const feed = async (event, more = {}) => {
    const body = JSON.stringify({ events: [{ id: `${event}-${RUN}`, call_id: `c-${RUN}`, event, at: new Date().toISOString(), line: `line-${RUN}`, number: `136${RUN}56`, ...more }] })
    const time = String(Math.floor(Date.now() / 1000))
    const sign = createHmac('sha256', source.secret).update(`${time}.${body}`).digest('hex')
    const answer = await fetch(`${BASE}/api/v1/hotline/feed/${source.id}`, { method: 'POST', headers: { 'content-type': 'application/json', 'X-Jianyue-Timestamp': time, 'X-Jianyue-Signature': sign }, body })
    assert.deepEqual((await answer.json()).results?.map((one) => one.outcome), ['done'])
  }

  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  const stream = page.waitForRequest((request) => request.url().includes('/api/v1/events'))
  await page.goto('/calls')
  await page.locator('[data-call]').first().waitFor()
  await stream
  const row = page.locator(`[data-external="c-${RUN}"]`)
  await feed('arrived')
  await row.and(page.locator('[data-phase="ringing"]')).waitFor()
  await row.getByText(/振铃 0:\d\d/).waitFor()
  await feed('answered', { agent: accounts.hotline })
  await row.and(page.locator('[data-phase="talking"]')).waitFor()
  await accessible(page, 'a call in progress')
  await picture(page, 'hotline-3-live')

  // The phone system opens the pop-up; nobody is known with this number, so the ticket is filled in at once.
  const pop = await open()
  await signIn(pop, accounts.hotline, accounts.password)
  await pop.goto(`/pop?number=136${RUN}56&line=EX&call=c-${RUN}`)
  await pop.waitForURL(/\/tickets\/new/)
  await pop.getByLabel('标题', { exact: true }).fill(`弹屏开单 ${RUN}`)
  await pop.getByLabel('报修人', { exact: true }).fill('自动测试员')
  await finishTicket(pop)
  await row.getByRole('link', { name: /^EX-/ }).waitFor()
  await feed('ended')
  await row.and(page.locator('[data-phase="over"]')).waitFor()

  // Now that the number is known and its ticket open, the pop-up shows the call in the log.
  await pop.goto(`/pop?number=136${RUN}56&line=EX&call=c-${RUN}`)
  await pop.locator('[data-logged]').click()
  await pop.waitForURL(/\/calls\?call=/)
  await pop.locator('[data-call-form]').waitFor()

  await admin.locator(`[data-source="测试总机 ${RUN}"] [data-retire]`).click()
  await admin.locator('[data-sure]').click()
  await admin.locator(`[data-source="测试总机 ${RUN}"]`).waitFor({ state: 'detached' })
  assert.deepEqual([...page.failures, ...pop.failures, ...admin.failures], [])
  for (const one of [page, pop, admin]) await one.context().close()
})

test('a gap of the roster is shown with its clause, is filled, is moved, and is there again when the shift goes', async () => {
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  const manager = await person(MANAGER)
  const ex = await contractOf(manager, 'EX')
  // A day beyond the roster of the demo; it and its neighbours lie between the demo's mock exam and its exam, which ask for more.
  const day = new Date(Date.now() + (19 + (Number(RUN) % 2)) * 24 * HOUR + 8 * HOUR).toISOString().slice(0, 10)
  const next = new Date(Date.parse(day) + 24 * HOUR).toISOString().slice(0, 10)
  const roster = await manager.get(`/contracts/${ex}/roster?from=${day}&to=${next}`)
  for (const shift of roster.shifts.filter((one) => one.duty === 'phone')) await manager.remove(`/shifts/${shift.id}`)

  await page.goto(`/roster?contract=${ex}&day=${day}&view=week`)
  const cell = (on) => page.locator(`[data-duty="phone"] [data-day="${on}"]`)
  const gap = cell(day).locator('[data-gap]')
  await gap.getByText('空缺 08:00–20:00').waitFor()
  assert.match(await gap.getAttribute('title'), /第二条 6\(1\)/)
  await page.locator('[data-why] li', { hasText: day.slice(5) }).first().getByText('第二条 6(1)').waitFor()
  await accessible(page, 'roster with gaps')
  await picture(page, 'hotline-4-roster')

  await gap.click()
  const form = page.locator('[data-shift-form]')
  await form.waitFor()
  assert.deepEqual([await form.locator('[data-from]').inputValue(), await form.locator('[data-to]').inputValue()], ['08:00', '20:00'])
  await form.locator('[data-person] option', { hasText: '王工（演示）' }).waitFor({ state: 'attached' })
  await form.locator('[data-person]').selectOption({ label: '王工（演示）' })
  await accessible(page, 'adding a shift')
  await form.locator('[data-to]').focus()
  await page.keyboard.press('Control+Enter')
  const shift = cell(day).locator('[data-shift]')
  await shift.waitFor()
  await gap.waitFor({ state: 'detached' })
  await cell(day).getByText('12/12 h').waitFor()

  // By keyboard to another day and back (never out of the week that is shown).
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  const [on, back, other] = weekday === 0 ? ['Alt+ArrowLeft', 'Alt+ArrowRight', -1] : ['Alt+ArrowRight', 'Alt+ArrowLeft', 1]
  const there = new Date(Date.parse(day) + other * 24 * HOUR).toISOString().slice(0, 10)
  await shift.focus()
  await page.keyboard.press(on)
  await cell(there).locator('[data-shift]', { hasText: '王工' }).waitFor()
  await gap.waitFor()
  await cell(there).locator('[data-shift]', { hasText: '王工' }).focus()
  await page.keyboard.press(back)
  await shift.waitFor()
  await shift.focus()
  await page.keyboard.press('Delete')
  await page.locator('[data-sure]').click()
  await gap.waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('an exam day is told of, the roster asks for more on it and shows what is missing; taken back, it does no more', async () => {
  const manager = await person(MANAGER)
  const ex = await contractOf(manager, 'EX')
  // A day beyond those of the demo and of the other tests; it is taken back in the end.
  const day = new Date(Date.now() + (29 + (Number(RUN) % 9)) * 24 * HOUR + 8 * HOUR).toISOString().slice(0, 10)
  const reason = `自动测试考试通知 ${RUN}`
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  await page.goto(`/roster?contract=${ex}&day=${day}&view=week`)
  const head = page.locator(`[data-roster="EX"] th[data-head-day="${day}"]`)
  const cell = (duty) => page.locator(`[data-duty="${duty}"] [data-day="${day}"]`)
  await cell('phone').locator('[data-wanted]').getByText('/12 h').waitFor()
  assert.equal(await cell('on_site').locator('[data-wanted]').count(), 0)

  const card = page.locator('[data-special]')
  await card.locator('[data-add-special]').click()
  const form = page.locator('[data-special-form]')
  await form.locator('[data-kind]').selectOption({ label: '考试日' })
  await form.locator('[data-from]').fill(day)
  const save = page.locator('[data-save-special]')
  assert.ok(await save.isDisabled(), 'nothing is told of without where it is known from')
  await form.locator('[data-opens]').fill('08:00')
  await form.locator('[data-closes]').fill('20:00')
  await form.locator('[data-reason]').fill(reason)
  await accessible(page, 'telling of an exam day')
  await picture(page, 'hotline-8-special')
  await save.click()
  const row = card.locator('[data-special-days]', { hasText: reason })
  await row.getByText('08:00–20:00').waitFor()
  await head.getByText('考试日', { exact: true }).waitFor()
  await cell('phone').getByText('/12 h · 10 人').waitFor()
  await cell('online').getByText('/12 h · 20 人').waitFor()
  await cell('on_site').getByText('0/12 h').waitFor()
  const gap = cell('phone').locator('[data-gap]', { hasText: '0/10 人' })
  await gap.getByText('空缺 08:00–20:00 0/10 人').waitFor()
  assert.match(await gap.getAttribute('title'), /第二条 4\(1\)/)
  await accessible(page, 'roster with an exam day')
  await picture(page, 'hotline-9-exam-day')

  // The client sees it on the sheet of the contract.
  const official = await open(PHONE)
  await signIn(official, 'official2', accounts.password)
  await official.goto(`/portal/contracts/${ex}`)
  const seen = official.locator('[data-special] [data-special-days]', { hasText: reason })
  await seen.waitFor()
  await accessible(official, 'special days on the sheet')
  await fits(official, 'special days on the sheet')

  await row.locator('[data-remove-special]').click()
  await page.locator('.el-popconfirm:visible').getByRole('button', { name: '删除' }).click()
  await row.waitFor({ state: 'detached' })
  await head.getByText('考试日', { exact: true }).waitFor({ state: 'detached' })
  await gap.waitFor({ state: 'detached' })
  assert.deepEqual([...page.failures, ...official.failures], [])
  await page.context().close()
  await official.context().close()
})

test('a shift is handed over in writing and the next one confirms it on the phone', async () => {
  const [manager, agent, next] = await Promise.all([MANAGER, accounts.hotline, NEXT].map(person))
  const hs = await contractOf(manager, 'HS')
  const [mine, theirs] = [(await agent.me()).id, (await next.me()).id]
  const at = (hours) => new Date(Date.now() + hours * HOUR).toISOString()
  const day = (hours) => new Date(Date.now() + (hours + 8) * HOUR).toISOString().slice(0, 10)
  const clear = async () => {
    const { shifts } = await manager.get(`/contracts/${hs}/roster?from=${day(-48)}&to=${day(48)}`)
    for (const shift of shifts.filter((one) => one.duty === 'on_call_3')) await manager.remove(`/shifts/${shift.id}`)
  }
  await clear()
  await manager.post(`/contracts/${hs}/shifts`, { duty: 'on_call_3', person_id: mine, from: at(-2), to: at(0.5) })
  await manager.post(`/contracts/${hs}/shifts`, { duty: 'on_call_3', person_id: theirs, from: at(0.5), to: at(3) })

  const desk = await open()
  await signIn(desk, accounts.hotline, accounts.password)
  await desk.goto(`/roster?contract=${hs}`)
  await desk.locator('[data-on-call] [data-level="on_call_3"]').getByText('赵坐席（演示）').waitFor()
  const card = desk.locator('[data-mine]')
  await card.locator('[data-handover-note]').fill(`二号网关重启过一次，请留意（${RUN}）`)
  await accessible(desk, 'a handover that is written')
  await card.locator('[data-hand-over]').click()
  await card.getByText('等 陈工（演示） 确认').waitFor()
  await picture(desk, 'hotline-5-handover')

  const phone = await open(PHONE)
  await signIn(phone, NEXT, accounts.password)
  await phone.goto('/field/me')
  const taking = phone.locator('[data-taking]', { hasText: RUN })
  await taking.waitFor()
  await fits(phone, 'my shifts')
  await accessible(phone, 'my shifts')
  await picture(phone, 'hotline-6-phone')
  await taking.locator('[data-take-over]').click()
  await taking.waitFor({ state: 'detached' })
  await desk.reload()
  await desk.locator('[data-shift]', { hasText: '已交接' }).first().waitFor()
  await clear()
  assert.deepEqual([...desk.failures, ...phone.failures], [])
  await desk.context().close()
  await phone.context().close()
})

/** A ticket of HS that was worked, accepted and closed. */
async function closedTicket() {
  const [agent, engineer, official] = await Promise.all([accounts.hotline, accounts.engineer, accounts.official].map(person))
  const hs = await contractOf(agent, 'HS')
  const catalogue = await agent.get(`/contracts/${hs}/catalogue`)
  const work = catalogue.works[0]
  const ticket = await agent.post(`/contracts/${hs}/tickets`, { kind: 'fault', channel: 'phone', work: work.key, case: work.cases.at(-1).key, title: `回访测试 ${RUN}`, description: '自动测试', reporter: { name: '自动测试员', phone: '13800001234' } })
  await engineer.post(`/tickets/${ticket.id}/take`)
  await engineer.post(`/tickets/${ticket.id}/respond`, { text: '已接手。' })
  await engineer.post(`/tickets/${ticket.id}/restore`, { text: '已恢复。' })
  await engineer.post(`/tickets/${ticket.id}/resolve`, { solution: '重启服务。' })
  await official.post(`/tickets/${ticket.id}/accept`, { satisfaction: 5 })
  const now = await agent.get(`/tickets/${ticket.id}`)
  if (now.state !== 'closed') await agent.post(`/tickets/${ticket.id}/close`, {})
  return { ...ticket, hs }
}

test('nobody answers at first; then somebody is not content, and the ticket is open again', async () => {
  const agent = await person(accounts.hotline)
  const ticket = await closedTicket()
  await until('the return call', async () => (await agent.get(`/return-calls?ticket=${ticket.id}&state=due`)).items[0])

  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  await page.goto(`/tickets/${ticket.id}`)
  await page.locator('[data-return-call]').getByText('待回访').waitFor()
  await page.goto(`/return-calls?contract=${ticket.hs}`)
  const row = page.locator(`[data-ticket="${ticket.number}"]`)
  await row.click()
  const panel = page.locator('[data-panel]', { hasText: ticket.number })
  await panel.getByText('13800001234').waitFor()
  await page.keyboard.press('2')
  await panel.locator('[data-leads-to]').getByText('还要在另外 2 天再打').waitFor()
  await page.keyboard.press('Enter')
  await row.getByText('联系过 1 次').waitFor()
  assert.equal(await row.getAttribute('data-state'), 'due')

  await page.keyboard.press('1')
  await panel.locator('[data-complete]').waitFor()
  await page.keyboard.press('2')
  await panel.locator('[data-consequence]').getByText('会通知项目经理').waitFor()
  await page.keyboard.press('8')
  await panel.locator('[data-consequence]').getByText(`${ticket.number} 将重新打开`).waitFor()
  await accessible(page, 'a return call that is made')
  await picture(page, 'hotline-7-return')
  await panel.locator('[data-comment]').fill('还是会掉线')
  await page.keyboard.press('Control+Enter')
  await panel.locator('[data-result]').getByText('满意度 2 分').waitFor()
  assert.equal(await row.getAttribute('data-state'), 'done')
  const reopened = await until('the reopened ticket', async () => {
    const now = await agent.get(`/tickets/${ticket.id}`)
    return now.state === 'closed' ? null : now
  })
  assert.ok(['open', 'assigned', 'working'].includes(reopened.state), reopened.state)
  assert.equal(reopened.cycle, 2)
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('an official lets a return call go with a reason, and sees waits and satisfaction among the figures', async () => {
  const agent = await person(accounts.hotline)
  const ticket = await closedTicket()
  const call = await until('the return call', async () => (await agent.get(`/return-calls?ticket=${ticket.id}&state=due`)).items[0])
  const page = await open()
  await signIn(page, accounts.official, accounts.password)
  await page.goto(`/portal/return-calls?contract=${ticket.hs}`)
  await page.locator(`[data-return="${call.id}"] [data-waive]`).click()
  assert.ok(await page.locator('[data-sure]').isDisabled())
  await page.locator('[data-reason]').fill(`重复报修，已在另一张工单回访（${RUN}）`)
  await accessible(page, 'letting a return call go')
  await page.locator('[data-sure]').click()
  await page.locator(`[data-return="${call.id}"]`).waitFor({ state: 'detached' })
  assert.equal((await agent.get(`/return-calls/${call.id}`)).state, 'waived')
  await page.goto(`/portal/figures?contract=${ticket.hs}`)
  await page.locator('[data-hotline] [data-satisfaction]').getByText(/人评 4 分以上/).waitFor()
  assert.deepEqual(page.failures, [])
  await page.context().close()

  const other = await open()
  await signIn(other, 'official2', accounts.password)
  const ex = await contractOf(await person('official2'), 'EX')
  await other.goto(`/portal/figures?contract=${ex}`)
  await other.locator('[data-waits="phone"]').getByText('第二条 4(2)').first().waitFor()
  await other.context().close()
})

const PAGES = [
  [accounts.hotline, '/calls', '[data-call]'],
  [accounts.hotline, '/calls?q=找不到的词组', '.empty'],
  [accounts.hotline, '/calls/waits', '[data-drawn="true"]'],
  [accounts.hotline, '/roster', '[data-roster]'],
  [accounts.hotline, '/return-calls', '[data-panel]'],
  [MANAGER, '/roster?contract=all&view=month', '[data-roster]'],
  [accounts.system, '/calls/sources', '[data-add]'],
  [accounts.official, '/portal/return-calls?state=done', '[data-return]'],
]

for (const [size, viewport, dark] of [
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  test(`pages of the hotline on ${size}`, async (context) => {
    for (const account of new Set(PAGES.map(([who]) => who))) {
      const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
      await signIn(page, account, accounts.password)
      for (const [, path, sign] of PAGES.filter(([who]) => who === account)) {
        await context.test(`${account} ${path}`, async () => {
          await page.goto(path)
          await page.locator(sign).first().waitFor()
          await accessible(page, path)
          await fits(page, path)
          assert.deepEqual(page.failures, [])
        })
      }
      await page.context().close()
    }
  })
}
