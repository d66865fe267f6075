import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { accessible, close, DESK, fits, launch, open, PHONE, picture, signIn } from './browser.mjs'

const MANAGER = 'manager'
const MARK = { 'X-Jianyue': '1' }
/** A message gathers for some seconds, and the job that sends looks every few. */
const SENT_WITHIN = { timeout: 60_000 }

/**
 * A gateway and robots on this machine; the server has to be allowed to reach it (`allow_targets`). What is sent to a path is
 * kept under it; a path that is told to fails.
 */
const sink = { heard: [], failing: new Map(), address: '' }
const listener = createServer((request, response) => {
  const parts = []
  request.on('data', (part) => parts.push(part))
  request.on('end', () => {
    sink.heard.push({ path: request.url, headers: request.headers, body: Buffer.concat(parts).toString() })
    const refusal = sink.failing.get(new URL(request.url, 'http://sink').pathname)
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(refusal ?? { errcode: 0, errmsg: 'ok', code: 0 }))
  })
})
const heardAt = (path) => sink.heard.filter((one) => one.path.startsWith(path))

before(async () => {
  await launch()
  await new Promise((ready) => listener.listen(0, '127.0.0.1', ready))
  sink.address = `http://127.0.0.1:${listener.address().port}`
})
after(async () => {
  listener.close()
  await close()
})

/** What the server answers to the person of `page`; what is not taken fails the test. */
async function ask(page, method, path, data, headers = {}) {
  const answer = await page.request.fetch(`/api/v1${path}`, { method, headers: { ...MARK, ...headers }, ...(data === undefined ? {} : { data }) })
  assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`)
  return answer.status() === 204 ? null : answer.json()
}

async function contractOf(page, prefix) {
  return (await ask(page, 'GET', '/contracts')).find((contract) => contract.prefix === prefix).id
}

/** A grave ticket of SC, of which people are told at once. */
async function openTicket(page, contract, title) {
  const ticket = { kind: 'fault', channel: 'phone', work: 'software', case: 'SC-S2', title, description: '由浏览器测试登记。', reporter: { name: '李老师（演示）' } }
  return ask(page, 'POST', `/contracts/${contract}/tickets`, ticket, { 'Idempotency-Key': `notify-${Date.now()}-${Math.random()}` })
}

/** A robot for SC that speaks to `path` of the sink, set up by the administrator. */
async function aRobot(contract, name, path) {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  const { id } = await ask(page, 'POST', '/notification-channels', { name, contract_id: contract, settings: { kind: 'wecom', webhook: `${sink.address}${path}?key=geheim` } })
  return {
    id,
    remove: async () => {
      await ask(page, 'DELETE', `/notification-channels/${id}`)
      await page.context().close()
    },
  }
}

/** The default rules again, whoever changed them last. */
async function backToDefault(page, contract) {
  const { house, version } = await ask(page, 'GET', `/contracts/${contract}/notification-rules`)
  if (version > 0) await ask(page, 'PUT', `/contracts/${contract}/notification-rules`, house, { 'If-Match': `"${version}"` })
}

async function confirm(page, name) {
  await page.locator('.el-popper:visible').getByRole('button', { name, exact: true }).last().click()
}

test('a rule that is changed for a contract is saved, shown again, and obeyed', async () => {
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  const contract = await contractOf(page, 'SC')
  await backToDefault(page, contract)
  const name = `值班群 ${Date.now() % 1_000_000}`
  const robot = await aRobot(contract, name, '/rules')
  try {
    await page.getByRole('link', { name: '通知设置', exact: true }).click()
    await page.waitForURL(/notifications\/rules/)
    await page.locator('[data-contract]').selectOption(contract)
    const row = page.locator('[data-occasion="ticket.opened"]')
    await row.getByText(/非工作时间紧急情况：告诉 值班一线、项目经理 — 站内、.*短信/).waitFor()
    await page.locator('[data-way="email"]').getByText('没有接通').waitFor()
    assert.match(await page.locator('[data-quiet-says]').innerText(), /22:00 到次日 07:00.*1 级不受限/)
    await picture(page, 'notify-rules')
    await accessible(page, 'rules')

    // Changed in the drawer; nothing is lost when the page is loaded anew before it is saved.
    await row.locator('[data-edit]').click()
    const grave = page.getByRole('dialog').locator('[data-rule]').nth(1)
    await grave.getByLabel(name).check()
    await grave.locator('[data-by="sms"]').uncheck()
    const changed = new RegExp(`非工作时间紧急情况：告诉 值班一线、项目经理 — 站内、(?!.*短信).*${name}`)
    await grave.getByText(changed).waitFor()
    await picture(page, 'notify-rule')
    await accessible(page, 'a rule')
    await page.locator('[data-done]').click()
    await page.locator('[data-bar]').getByText('有 1 处修改没有保存').waitFor()
    await page.reload()
    await page.locator('[data-restored]').getByText('上次没有保存的 1 处修改还在').waitFor()
    await accessible(page, 'rules that are not saved')

    // Somebody else saves first: theirs stays, mine is put on top and saved with the next click.
    const now = await ask(page, 'GET', `/contracts/${contract}/notification-rules`)
    await ask(page, 'PUT', `/contracts/${contract}/notification-rules`, { rules: now.rules, quiet: { from: '23:00:00', to: '06:00:00', except_level: 2 } }, { 'If-Match': `"${now.version}"` })
    await page.locator('[data-save]').click()
    await page.locator('[data-stale]').waitFor()
    assert.match(await page.locator('[data-quiet-says]').innerText(), /23:00 到次日 06:00.*工作日故障也照常发/)
    await picture(page, 'notify-rules-stale')
    await page.locator('[data-save]').click()
    await page.getByText('规则已保存，马上生效。').waitFor()
    await page.locator('[data-bar]').waitFor({ state: 'detached' })
    await page.reload()
    await row.getByText(changed).waitFor()
    await row.getByText('默认：').waitFor()
    await page.locator('[data-whose]').getByText('有 2 处与默认不同').waitFor()

    // Obeyed: who registers a grave ticket makes the robot speak.
    const desk = await open()
    await signIn(desk, accounts.hotline, accounts.password)
    const title = `读卡机全部离线（通知测试 ${Date.now() % 1_000_000}）`
    const { number } = await openTicket(desk, contract, title)
    await desk.context().close()
    await page.goto(`/notifications/outbox?contract=${contract}&way=robot`)
    const message = page.locator('[data-outbox] tbody tr', { hasText: number })
    await message.getByText('已发送', { exact: true }).waitFor(SENT_WITHIN)
    assert.ok(heardAt('/rules').some(({ body }) => JSON.parse(body).text.content.includes(title)), 'the robot was told')
    await picture(page, 'notify-outbox')
    await accessible(page, 'outbox')
    await message.getByText(name).first().waitFor()
    await message.locator('[data-open]').click()
    await page.locator('[data-message]').getByText(title).first().waitFor()
    await accessible(page, 'a message')
    await page.keyboard.press('Escape')

    await page.goto(`/notifications/rules?contract=${contract}`)
    await page.locator('[data-all-back]').click()
    await confirm(page, '全部恢复为默认')
    await page.locator('[data-save]').click()
    await page.locator('[data-whose]').getByText('内容与默认相同').waitFor()
    assert.deepEqual(page.failures, [])
  } finally {
    await backToDefault(page, contract)
    await robot.remove()
    await page.context().close()
  }
})

test('a template with an unknown variable is refused at its place, and reads well once it is right', async () => {
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  const contract = await contractOf(page, 'SC')
  await page.goto(`/notifications/templates?contract=${contract}`)
  await page.locator('[data-new]').click()
  const name = `短提醒 ${Date.now() % 1_000_000}`
  await page.getByLabel('模板名称').fill(name)
  await page.locator('#tpl-line').fill('快看 ')
  await page.locator('[data-variable="number"]').click()
  assert.equal(await page.locator('#tpl-line').inputValue(), '快看 {{ number }}')
  await page.locator('#tpl-body').fill('您好，\n{{ numbr }} 出事了')
  const fault = page.locator('[data-faults="body"]')
  await fault.getByText('第 2 行：没有变量“numbr”').waitFor()
  await page.locator('[data-save]').click()
  await fault.getByRole('button', { name: /第 2 行/ }).click()
  assert.equal(await page.evaluate(() => document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)), '{{ numbr }} 出事了')
  assert.match(page.url(), /template=new/, 'it was not kept')
  await picture(page, 'notify-template-refused')
  await accessible(page, 'a template with a fault')

  await page.locator('#tpl-body').fill('您好，\n{{ number }} {{ title }} 出事了')
  const ticket = page.locator('[data-ticket] option').nth(1)
  await ticket.waitFor({ state: 'attached' })
  const [number] = (await ticket.innerText()).split(' ')
  await page.locator('[data-ticket]').selectOption({ index: 1 })
  await page.locator('[data-preview]').getByText(`【践约】快看 ${number}`).waitFor()
  const line = `【践约】快看 ${number}`
  await page.locator('[data-preview]').getByText(`短信 ${line.length} 字，按 1 条计费`).waitFor()
  await page.locator('#tpl-line').fill(`{{ number }} ${'长'.repeat(80)}`)
  await page.locator('[data-preview]').getByText('按 2 条计费').waitFor()
  await page.locator('#tpl-line').fill('快看 {{ number }}')
  await picture(page, 'notify-template')
  await accessible(page, 'a template')
  await page.locator('[data-save]').click()
  const row = page.locator('[data-template]', { hasText: name })
  await row.waitFor()
  await picture(page, 'notify-templates')
  await accessible(page, 'templates')

  // Two at once: what the other saved is shown, and nothing is overwritten unasked.
  await row.getByRole('button', { name }).click()
  await page.locator('#tpl-body').fill('我的正文 {{ number }}')
  const kept = (await ask(page, 'GET', `/contracts/${contract}/notification-templates`)).items.find((one) => one.name === name)
  await ask(page, 'PATCH', `/notification-templates/${kept.id}`, { name, line: kept.line, body: '对方的正文' }, { 'If-Match': `"${kept.version}"` })
  await page.locator('[data-save]').click()
  await page.locator('[data-stale]').getByText('对方的正文').waitFor()
  await page.locator('[data-stale]').getByRole('button', { name: '用我的覆盖' }).click()
  await row.waitFor()
  await row.getByRole('button', { name: '删除模板' }).click()
  await confirm(page, '删除模板')
  await row.waitFor({ state: 'detached' })
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a gateway is set up, tried, and its secrets are never shown again', async () => {
  const page = await open()
  await signIn(page, accounts.system, accounts.password)
  await page.goto('/notifications/channels')
  await page.locator('[data-mail]').getByText('没有接通').waitFor()
  await page.locator('[data-add="sms"]').click()
  const name = `短信网关（测试 ${Date.now() % 1_000_000}）`
  const drawer = page.getByRole('dialog')
  await drawer.locator('[data-example]').click()
  await drawer.locator('[data-field="name"]').fill(name)
  await picture(page, 'notify-gateway')
  await accessible(page, 'a gateway')
  await drawer.locator('[data-field="url"]').fill(`${sink.address}/sms`)
  await drawer.locator('[data-field="headers"]').fill('Authorization: Bearer geheim-geheim')
  await drawer.locator('[data-field="body"]').fill('{"mobile":"{phone}"}')
  await drawer.locator('[data-save]').click()
  await drawer.getByRole('alert').getByText('{text}').first().waitFor()
  await drawer.locator('[data-field="body"]').fill('{"mobile":"{phone}","content":"{text}","id":"{id}"}')
  await drawer.locator('[data-save]').click()
  const row = page.locator('[data-channel]', { hasText: name })
  await row.getByText('带密钥').waitFor()
  await drawer.waitFor({ state: 'hidden' })

  await row.locator('[data-try]').click()
  await page.locator('[data-phone]').fill('13800000000')
  await page.locator('[data-send]').click()
  await page.locator('[data-trial]').getByText('对方收下了').waitFor()
  const [sms] = heardAt('/sms')
  assert.equal(sms.headers.authorization, 'Bearer geheim-geheim')
  assert.equal(JSON.parse(sms.body).mobile, '13800000000')
  assert.match(JSON.parse(sms.body).content, /试发/)
  await picture(page, 'notify-tried')
  await accessible(page, 'a trial')
  sink.failing.set('/sms', { code: 17, message: 'no money' })
  await page.locator('[data-send]').click()
  await page.locator('[data-trial]').getByText('没有发成').waitFor()
  sink.failing.delete('/sms')
  await page.keyboard.press('Escape')

  // Renamed with its secrets kept as they are.
  await row.locator('[data-edit]').click()
  assert.ok(await drawer.locator('[data-keep]').isChecked())
  assert.doesNotMatch(await page.content(), /geheim/)
  await accessible(page, 'a channel that is changed')
  await drawer.locator('[data-field="name"]').fill(`${name}二`)
  await drawer.locator('[data-save]').click()
  await drawer.waitFor({ state: 'hidden' })
  const renamed = page.locator('[data-channel]', { hasText: `${name}二` })
  await renamed.locator('[data-try]').click()
  await page.locator('[data-phone]').fill('13800000001')
  await page.locator('[data-send]').click()
  await page.locator('[data-trial]').getByText('对方收下了').waitFor()
  assert.equal(heardAt('/sms').at(-1).headers.authorization, 'Bearer geheim-geheim')
  await page.keyboard.press('Escape')
  await picture(page, 'notify-channels')
  await accessible(page, 'channels')
  await renamed.getByRole('button', { name: '删除' }).click()
  await confirm(page, '删除')
  await renamed.waitFor({ state: 'detached' })
  assert.deepEqual(page.failures, [])
  await page.context().close()
})

test('a robot that refuses shows as failed, says what to do, and is told again by hand', async () => {
  const page = await open()
  await signIn(page, MANAGER, accounts.password)
  const contract = await contractOf(page, 'SC')
  const path = `/bad-${Date.now()}`
  const robot = await aRobot(contract, `坏掉的群（测试 ${Date.now() % 1_000_000}）`, path)
  sink.failing.set(path, { errcode: 93000, errmsg: 'invalid webhook url' })
  try {
    await backToDefault(page, contract)
    const { house, version } = await ask(page, 'GET', `/contracts/${contract}/notification-rules`)
    const speaks = { occasion: 'ticket.opened', up_to_level: 1, works: [], to: [], by: [`robot:${robot.id}`], template: null }
    await ask(page, 'PUT', `/contracts/${contract}/notification-rules`, { ...house, rules: [speaks] }, { 'If-Match': `"${version}"` })
    const { number } = await openTicket(page, contract, `缴费系统打不开（通知测试 ${Date.now() % 1_000_000}）`)

    // The list looks again by itself, soon while something is on its way.
    await page.goto(`/notifications/outbox?contract=${contract}&way=robot`)
    const message = page.locator('[data-outbox] tbody tr', { hasText: number })
    await message.getByText('发送失败', { exact: true }).waitFor(SENT_WITHIN)
    await message.locator('[data-open]').click()
    const opened = page.locator('[data-message]')
    await opened.getByText('对方拒绝（93000）').waitFor()
    await opened.locator('[data-advice]').getByText('试发成功后再点“重新发送”').waitFor()
    await picture(page, 'notify-failed')
    await accessible(page, 'a message that failed')

    sink.failing.delete(path)
    const told = heardAt(path).length
    await page.locator('[data-retry]').click()
    await page.getByText('已排队，马上重发。').waitFor()
    await opened.getByText('已发送', { exact: true }).waitFor(SENT_WITHIN)
    await page.goto(`/notifications/outbox?contract=${contract}&state=sent`)
    await message.getByText('已发送', { exact: true }).waitFor()
    assert.equal(heardAt(path).length, told + 1, 'told once more')
    assert.deepEqual(page.failures, [])
  } finally {
    await backToDefault(page, contract)
    await robot.remove()
    await page.context().close()
  }
})

for (const [size, viewport, dark] of [
  ['desk-dark', DESK, true],
  ['phone', PHONE, false],
]) {
  test(`the pages about notices on ${size}`, async () => {
    const page = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(page, MANAGER, accounts.password)
    const contract = await contractOf(page, 'SC')
    for (const [name, path, sign] of [
      ['rules', `/notifications/rules?contract=${contract}`, '[data-occasion="payment.due"]'],
      ['default-rules', '/notifications/rules?contract=house', '[data-occasion="payment.due"]'],
      ['rule', `/notifications/rules?contract=${contract}&edit=ticket.opened`, '[data-rule]'],
      ['quiet', `/notifications/rules?contract=${contract}&edit=quiet`, '[data-quiet]'],
      ['templates', `/notifications/templates?contract=${contract}`, '[data-contract]'],
      ['template', `/notifications/templates?contract=${contract}&template=new`, '[data-preview] .sample'],
      ['outbox', '/notifications/outbox', '.empty, [data-outbox]'],
    ]) {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await picture(page, `${size}-notify-${name}`)
      await accessible(page, name)
      await fits(page, name)
    }
    assert.deepEqual(page.failures, [])
    await page.context().close()

    const system = await open(viewport, { colorScheme: dark ? 'dark' : 'light' })
    await signIn(system, accounts.system, accounts.password)
    await system.goto('/notifications/channels')
    await system.locator('.empty, [data-channel]').first().waitFor()
    await picture(system, `${size}-notify-channels`)
    await accessible(system, 'channels')
    await fits(system, 'channels')
    await system.locator('[data-add="dingtalk"]').click()
    await system.getByRole('dialog').locator('[data-field="webhook"]').waitFor()
    await picture(system, `${size}-notify-robot`)
    await accessible(system, 'a robot')
    await fits(system, 'a robot')
    assert.deepEqual(system.failures, [])
    await system.context().close()
  })
}

test('who only reads the rules cannot change them', async () => {
  const page = await open()
  await signIn(page, accounts.hotline, accounts.password)
  const contract = await contractOf(page, 'SC')
  await page.goto(`/notifications/rules?contract=${contract}&edit=ticket.opened`)
  await page.getByText('这里只能查看').waitFor()
  await page.locator('[data-occasion="ticket.opened"]').waitFor()
  assert.equal(await page.locator('[data-edit], [data-rule], [data-save]').count(), 0)
  await page.context().close()
})
