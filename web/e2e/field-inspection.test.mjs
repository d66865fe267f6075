import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { close, fits, launch, open, PHONE, signIn } from './browser.mjs'
import { answered, as, good, photo, phone, says, signOnGlass, until, worksOffline } from './phone.mjs'

const RUN = Date.now() % 1_000_000
const DAY_MS = 86_400_000
/** A day in China, so many from now. */
const dayAfter = (days) => new Date(Date.now() + 8 * 3_600_000 + days * DAY_MS).toISOString().slice(0, 10)

/** What is looked at after a repair of work 3, which the client witnesses; deviations of each run of the tests are new ones. */
const LOOKED_AT = {
  title: '修复后测试单',
  items: [
    { key: `${RUN}.power`, title: '供电', group: '机柜', kind: 'choice', choices: ['正常', '异常'], bad: ['异常'], required: true },
    { key: `${RUN}.lamps`, title: '指示灯正常', group: '机柜', kind: 'yes_no', required: true },
    { key: `${RUN}.lock`, title: '柜门锁好', group: '机柜', kind: 'yes_no', required: true },
    { key: `${RUN}.warm`, title: '温度', group: '机柜', kind: 'reading', unit: '℃', low: 5, high: 40, required: true },
    { key: `${RUN}.seen`, title: '更换后的部件', group: '验证', kind: 'photo', required: true, photo_required: true },
    { key: `${RUN}.said`, title: '验证情况', group: '验证', kind: 'text', required: true },
  ],
  signatures: ['engineer', 'client'],
  sheet: 'plain',
}

let manager
let contract

before(async () => {
  await launch()
  manager = await as('manager')
  contract = (await manager.get('/contracts')).find((one) => one.prefix === 'RE').id
  const probe = (await manager.get(`/probes?contract=${contract}&limit=100`)).items.find((one) => one.last_at !== null)
  LOOKED_AT.items.push({ key: `${RUN}.load`, title: '门禁主机响应', group: '验证', kind: 'automatic', unit: '毫秒', probe_id: probe.id })
  const known = (await manager.get(`/contracts/${contract}/checklists`)).items.find((one) => one.rule === 'RE-I2.3' && one.kind === 'inspection')
  if (known && !known.house) await manager.put(`/checklists/${known.id}`, LOOKED_AT, { 'If-Match': `"${known.version}"` })
  else await manager.post(`/contracts/${contract}/checklists`, { rule: 'RE-I2.3', kind: 'inspection', ...LOOKED_AT })
})
after(async () => {
  await manager.close()
  await close()
})

/** Something that is due because of an event: nobody has it. */
const due = (rule, occasion, day = dayAfter(0)) => manager.post(`/contracts/${contract}/occurrences`, { rule, day, occasion: `${occasion}（自动测试 ${RUN}）` })

const item = (page, key) => page.locator(`[data-item="${RUN}.${key}"]`)

/** Runs `use` with an engineer's phone that works without a network, and may be switched off and on. */
async function withPhone(use) {
  const folder = mkdtempSync(join(tmpdir(), 'jianyue-phone-'))
  let page = await phone(folder)
  const again = async (offline) => {
    await page.context().close()
    page = await phone(folder)
    if (offline) await page.context().setOffline(true)
    return page
  }
  try {
    await signIn(page, accounts.engineer, accounts.password)
    await page.waitForURL(/\/field$/)
    await worksOffline(page)
    await page.getByRole('button', { name: /^全部/ }).click()
    await page.waitForURL(/show=all/)
    await use(page, again)
    assert.deepEqual(page.failures, [])
  } finally {
    await page.context().close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Waits until the draft on the disk has what `about` says of an answer. */
function drafted(page, key, value) {
  return until(page, ({ key, value }) => new Promise((resolve) => {
    const opening = indexedDB.open('jianyue-field')
    opening.onsuccess = () => {
      const asking = opening.result.transaction('drafts').objectStore('drafts').getAll()
      asking.onsuccess = () => (opening.result.close(), resolve(asking.result.some((draft) => JSON.stringify(draft.content.answers?.[key]?.value) === JSON.stringify(value))))
    }
  }), { key, value })
}

/** Opens the card of an occurrence and begins it. */
async function begin(page, occurrence) {
  await page.locator(`[data-inspection="${occurrence.id}"]`).click()
  await page.locator('article[data-ready]').waitFor()
  await page.locator('[data-start]').click()
  await page.locator('form[data-run]').waitFor()
}

async function signAs(page, who, name) {
  if (name) await page.locator(`#signer-${who}`).fill(name)
  await page.locator(`[data-sign="${who}"]`).click()
  await page.locator('[data-pad] canvas').waitFor()
  await signOnGlass(page)
  await page.locator('[data-sign-keep]').click()
  await page.locator(`img[data-signature="${who}"]`).waitFor()
}

const queued = (page) => page.locator('[data-queue] li').evaluateAll((all) => all.map((one) => one.dataset.waiting))

test('an inspection is made without a network, survives the phone being switched off twice, and arrives once and in order; what is wrong becomes a ticket', async () => {
  const one = await due('RE-I2.3', '门禁主机')
  await withPhone(async (first, again) => {
    let page = first
    const card = page.locator(`[data-inspection="${one.id}"]`)
    await card.waitFor()
    assert.match(await card.innerText(), /RE[\s\S]*还没有人做[\s\S]*门禁主机[\s\S]*附件三 三\(一\)3/)
    await says(page, '已同步')
    await good(page, 'inspection-today')

    const left = Date.now()
    await page.context().setOffline(true)
    await says(page, '离线')
    await card.click()
    await page.locator('[data-asked]', { hasText: '7 项，其中必填 6 项' }).waitFor()
    await good(page, 'inspection-asked')
    await page.locator('[data-start]').click()
    await page.locator('[data-progress]', { hasText: '必填 0/6' }).waitFor()

    // One tap for what a look tells, and one to take it back; readings stay as they are.
    const all = page.locator('[data-group="机柜"] [data-all-good]')
    await all.click()
    await page.locator('[data-progress]', { hasText: '必填 3/6' }).waitFor()
    await page.locator('[data-undo]').click()
    await page.locator('[data-progress]', { hasText: '必填 0/6' }).waitFor()
    await all.click()
    await item(page, 'lock').getByText('否（异常）').click()
    await item(page, 'lock').locator('[data-verdict="bad"]').waitFor()
    await item(page, 'lock').locator('[data-note]').fill('锁舌卡住，已上油')
    const warm = item(page, 'warm').locator('[data-reading]')
    assert.equal(await warm.getAttribute('inputmode'), 'decimal')
    await warm.fill('高')
    await item(page, 'warm').getByText('请填数字').waitFor()
    await warm.fill('55')
    await item(page, 'warm').locator('[data-verdict="bad"]', { hasText: '异常（要求：5 至 40 ℃）' }).waitFor()
    await warm.fill('26.5')
    await item(page, 'warm').locator('[data-verdict="good"]', { hasText: '正常' }).waitFor()
    await good(page, 'inspection-filling')
    await drafted(page, `${RUN}.warm`, 26.5)

    // Switched off in the middle; all that was filled in is there again.
    page = await again(true)
    await page.goto(`/field/inspections/${one.id}/run`)
    await page.locator('[data-progress]', { hasText: '必填 4/6' }).waitFor()
    assert.equal(await item(page, 'warm').locator('[data-reading]').inputValue(), '26.5')
    assert.equal(await item(page, 'lock').locator('[data-note]').inputValue(), '锁舌卡住，已上油')

    // What is missing is said, and a tap leads there.
    await page.locator('[data-next]').click()
    await page.locator('[data-to]', { hasText: '验证情况' }).waitFor()
    await good(page, 'inspection-missing')
    await page.locator(`[data-to="${RUN}.said"]`).click()
    await page.waitForFunction((id) => document.activeElement?.closest(`[data-item="${id}"]`), `${RUN}.said`)
    await page.keyboard.type('甲方当场刷卡 3 次，验证通过')
    await item(page, 'seen').locator('input[type=file]').setInputFiles({ name: 'IMG_0001.png', mimeType: 'image/png', buffer: photo() })
    await item(page, 'seen').locator('img[data-photo]').waitFor()
    await signAs(page, 'engineer')
    await signAs(page, 'client', '甲方值班员（演示）')
    await good(page, 'inspection-signed')
    await page.locator('[data-submit]').click()
    await page.locator('[data-handed-in]').waitFor()
    await says(page, '离线，5 条待发送')
    await good(page, 'inspection-handed-in')

    // Taken back and handed in anew: nothing of it is lost.
    await page.goto('/field/outbox')
    await page.locator('[data-queue] li').nth(4).waitFor()
    assert.deepEqual(await queued(page), ['start', 'answers', 'sign', 'sign', 'close'])
    await good(page, 'inspection-outbox')
    await page.locator('[data-waiting="answers"]').getByRole('button', { name: '撤回' }).click()
    await page.waitForURL(/\/run$/)
    await page.locator('[data-submit]').waitFor()
    await item(page, 'seen').locator('img[data-photo]').waitFor()
    assert.equal(await item(page, 'said').locator('[data-text]').inputValue(), '甲方当场刷卡 3 次，验证通过')
    await page.locator('[data-submit]').click()
    await page.locator('[data-handed-in]').waitFor()

    // Switched off once more, and the network is back.
    const back = Date.now()
    page = await again(true)
    await page.goto('/field/outbox')
    await page.locator('[data-queue] li').nth(4).waitFor()
    await page.context().setOffline(false)
    await page.locator('[data-sent="close"]').waitFor({ timeout: 30_000 })
    await says(page, '已同步')
    await good(page, 'inspection-sent')
    const there = await answered(() => manager.get(`/occurrences/${one.id}`), (now) => now.state === 'done')
    assert.equal(there.state, 'done')
    assert.equal(there.assignee.name, '王工（演示）')
    const run = await manager.get(`/runs/${there.run_id}`)
    // The machine's hand writes both signatures alike, and the same picture is there once.
    assert.deepEqual(run.photos.map((one) => one.media_type), ['image/jpeg', 'image/png'])
    const inOrder = [run.started_at, ...run.photos.map((one) => one.at), run.answers[`${RUN}.said`].at, ...run.signatures.map((one) => one.at), run.closed_at]
    assert.deepEqual(inOrder, [...inOrder].sort(), 'begun, photographed, answered, signed, closed')
    assert.ok(run.photos.find((one) => one.media_type === 'image/jpeg').size <= 320_000)
    assert.deepEqual(run.signatures.map(({ who, name }) => [who, name]), [['engineer', '王工（演示）'], ['client', '甲方值班员（演示）']])
    assert.equal(run.answers[`${RUN}.load`].by, '探针')
    assert.deepEqual(Object.entries(run.answers).filter(([, answer]) => answer.deviation).map(([key]) => key), [`${RUN}.lock`])
    for (const at of [run.device_time, run.answers[`${RUN}.warm`].device_at, run.signatures[0].device_at].map((at) => Date.parse(at))) assert.ok(at >= left - 2_000 && at <= back + 2_000, 'the device’s time is that of the deed')
    assert.ok(Date.parse(run.started_at) >= back - 2_000, 'the server’s time is that of the arrival')

    // Nothing is sent again.
    await page.reload()
    await says(page, '已同步')
    assert.equal((await manager.get(`/runs/${run.id}`)).version, run.version)

    const title = `${one.title}：机柜 柜门锁好异常`
    const found = await answered(() => manager.get(`/tickets?contract=${contract}&q=${encodeURIComponent(title)}&limit=5`), ({ items }) => items.some((ticket) => ticket.title === title))
    assert.equal(found.items.filter((ticket) => ticket.title === title).length, 1)
    await page.goto(`/field/inspections/${one.id}`)
    await page.locator('[data-record] [data-deviation]').waitFor()
    await page.locator('[data-record] [data-ticket-of]').waitFor()
    await good(page, 'inspection-record')
  })
})

test('what a colleague has handed in meanwhile stands beside what was written here, and is corrected by it', async () => {
  const one = await due('RE-I2.3', '监控主机')
  await withPhone(async (page) => {
    await page.locator(`[data-inspection="${one.id}"]`).waitFor()
    await says(page, '已同步')
    await begin(page, one)
    await says(page, '已同步')
    await page.context().setOffline(true)
    await says(page, '离线')
    // The probe has answered when the beginning arrived.
    await item(page, 'load').locator('[data-from]', { hasText: '探针读取于' }).waitFor()
    await good(page, 'inspection-probed')
    await page.locator('[data-all-good]').first().click()
    await item(page, 'warm').locator('[data-reading]').fill('30')
    await item(page, 'said').locator('[data-text]').fill('我在现场看到的')
    await item(page, 'seen').locator('input[type=file]').setInputFiles({ name: 'IMG_0002.png', mimeType: 'image/png', buffer: photo() })
    await item(page, 'seen').locator('img[data-photo]').waitFor()
    await signAs(page, 'engineer')
    await signAs(page, 'client', '甲方值班员（演示）')
    await page.locator('[data-submit]').click()
    await page.locator('[data-handed-in]').waitFor()

    // Meanwhile the same run is filled in and handed in at the desk.
    const { run_id } = await manager.get(`/occurrences/${one.id}`)
    const pixel = 'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
    for (const who of ['engineer', 'client']) await manager.post(`/runs/${run_id}/sign`, { who, name: '同事（演示）', image: pixel })
    const { photos } = await manager.get(`/runs/${run_id}`)
    const values = { power: '正常', lamps: true, lock: true, warm: 20, said: '桌面填写' }
    await manager.put(`/runs/${run_id}/answers`, { answers: { ...Object.fromEntries(Object.entries(values).map(([key, value]) => [`${RUN}.${key}`, { value }])), [`${RUN}.seen`]: { value: true, photos: [photos[0].digest] } } })
    for (const who of ['engineer', 'client']) await manager.post(`/runs/${run_id}/sign`, { who, name: '同事（演示）', image: pixel })
    await manager.post(`/runs/${run_id}/close`)

    await page.context().setOffline(false)
    await page.goto('/field/outbox')
    await says(page, '1 条需要处理')
    const undecided = page.locator('article[data-undecided="answers"]')
    await undecided.locator('[data-written]', { hasText: '我在现场看到的' }).waitFor()
    await undecided.getByText('服务器上：桌面填写').waitFor()
    await undecided.getByText(/已完成/).waitFor()
    await good(page, 'inspection-undecided')
    await undecided.locator('[data-correct]').click()
    await undecided.locator('[data-correct-why]').fill('以现场所见为准')
    await undecided.locator('[data-correct-now]').click()
    await page.locator('[data-sent="close"]').waitFor({ timeout: 20_000 })
    const now = await manager.get(`/occurrences/${one.id}`)
    const correction = await manager.get(`/runs/${now.run_id}`)
    assert.equal(correction.corrects, run_id)
    assert.equal(correction.state, 'closed')
    assert.equal(correction.answers[`${RUN}.said`].value, '我在现场看到的')
  })
})

test('the three tests after a repair of work 4 are made one by one, and none may be left out', async () => {
  const one = await due('RE-I2.4', '人证比对终端')
  await withPhone(async (page) => {
    const card = page.locator(`[data-inspection="${one.id}"]`)
    await card.waitFor()
    await says(page, '已同步')
    await page.context().setOffline(true)
    await says(page, '离线')
    await card.click()
    await page.locator('[data-asked]', { hasText: '测试通过：连续 3 次' }).waitFor()
    await page.locator('[data-start]').click()
    const tests = page.locator('[data-item="test.passed"]')
    await tests.locator('[data-time="3"]').waitFor()
    assert.equal(await tests.locator('[data-time]').count(), 3)
    for (const n of [1, 3]) await tests.locator(`[data-time="${n}"]`).getByText('是（正常）').click()
    assert.equal(await tests.getAttribute('data-answered'), 'false')
    await page.locator('[data-to="test.passed"]').waitFor()
    await tests.locator('[data-time="2"]').getByText('否（异常）').click()
    await tests.locator('[data-verdict="bad"]').waitFor()
    await good(page, 'inspection-tests')
    await tests.locator('[data-time="2"]').getByText('是（正常）').click()
    await tests.locator('[data-verdict="bad"]').waitFor({ state: 'detached' })
    await page.locator('[data-item="test.cause"] [data-text]').fill('摄像头供电不稳')
    for (const good of await page.locator('[data-all-good]').all()) await good.click()
    for (const open of await page.locator('[data-missing] [data-to]').evaluateAll((all) => all.map((one) => one.dataset.to))) await page.locator(`[data-item="${open}"] [data-time] label`).first().click()
    await signAs(page, 'engineer')
    await page.locator('[data-submit]').click()
    await page.locator('[data-handed-in]').waitFor()
    await page.context().setOffline(false)
    const there = await answered(() => manager.get(`/occurrences/${one.id}`), (now) => now.state === 'done')
    assert.equal(there.state, 'done')
    assert.deepEqual((await manager.get(`/runs/${there.run_id}`)).answers['test.passed'].value, [true, true, true])
  })
})

test('that it cannot be made is told without a network, with a reason and a new day, and reaches the client later', async () => {
  const one = await due('RE-I2.3', '门禁读卡器', dayAfter(1))
  await withPhone(async (page) => {
    const card = page.locator(`[data-inspection="${one.id}"]`)
    await card.waitFor()
    await says(page, '已同步')
    await page.context().setOffline(true)
    await says(page, '离线')
    await card.click()
    await page.getByText('现在还不能开始').waitFor()
    await page.locator('[data-announce]').click()
    await page.locator('[data-tell]').click()
    await page.getByText('请写明原因。').waitFor()
    await good(page, 'inspection-announce')
    await page.locator('[data-reason]').fill('大厅停电检修')
    await page.locator('[data-new-day]').fill(dayAfter(3))
    await page.locator('[data-tell]').click()
    await page.locator('[data-announcement]', { hasText: '大厅停电检修' }).waitFor()
    assert.equal(await page.locator('[data-planned]').innerText(), dayAfter(3))
    await says(page, '离线，1 条待发送')
    assert.equal(await page.locator('[data-announce]').count(), 0)
    await page.context().setOffline(false)
    const there = await answered(() => manager.get(`/occurrences/${one.id}`), (now) => now.announcement !== null)
    assert.deepEqual([there.state, there.planned, there.announcement.reason], ['announced', dayAfter(3), '大厅停电检修'])
    await says(page, '已同步')
    // In the dark of a machine room.
    await page.evaluate(() => localStorage.setItem('jianyue.look', 'dark'))
    await page.goto('/field?show=all')
    await page.locator(`[data-inspection="${one.id}"]`, { hasText: '已告知' }).waitFor()
    await good(page, 'inspection-dark')
  })
})

test('its pages can be read in the sun, in English, on a narrow screen and enlarged', async () => {
  const one = await due('RE-I2.3', '强光')
  const page = await open(PHONE, { hasTouch: true, isMobile: true })
  await signIn(page, accounts.engineer, accounts.password)
  await page.waitForURL(/\/field$/)
  await page.evaluate(() => (localStorage.setItem('jianyue.look', 'sun'), localStorage.setItem('jianyue.locale', 'en')))
  await page.goto(`/field/inspections/${one.id}`)
  await page.locator('[data-start]').waitFor()
  await good(page, 'inspection-sun')
  await page.locator('[data-start]').click()
  await item(page, 'lock').getByText('No (wrong)').click()
  await page.locator('[data-next]').click()
  await page.locator('[data-missing]').waitFor()
  await good(page, 'inspection-sun-run')
  for (const width of [320, 195]) {
    await page.setViewportSize({ width, height: 640 })
    for (const path of ['/field?show=all', `/field/inspections/${one.id}`, `/field/inspections/${one.id}/run`]) {
      await page.goto(path)
      await page.locator('[data-inspection], article[data-ready], form[data-run]').first().waitFor()
      await fits(page, `${path} at ${width} px`)
    }
  }
  assert.deepEqual(page.failures, [])
  await page.context().close()
})
