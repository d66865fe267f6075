import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { accounts } from './accounts.mjs'
import { close, fits, launch, open, PHONE, signIn } from './browser.mjs'
import { answered, as, good, photo, phone, says, signOnGlass, until, worksOffline } from './phone.mjs'

/** Where the machines stand, near where the engineer does, and how far that is allowed to be. */
const SITE = { name: '朝阳登记大厅（自动测试）', address: '演示路 1 号', latitude: 39.92, longitude: 116.44, tolerance_m: 300 }
const RUN = Date.now() % 1_000_000

before(launch)
after(close)

/** A fault on work 4 of the RE contract, which asks for three tests after a repair, at a place with a position. */
async function fault(title) {
  const manager = await as('manager')
  const contracts = await manager.get('/contracts')
  const { id } = contracts.find((one) => one.ticket_prefix === 'RE' || one.prefix === 'RE')
  const sites = await manager.get(`/contracts/${id}/sites`)
  const site = sites.find((one) => one.name === SITE.name) ?? (await manager.post(`/contracts/${id}/sites`, SITE))
  const catalogue = await manager.get(`/contracts/${id}/catalogue`)
  const work = catalogue.works.find((one) => one.key === '4')
  const ticket = await manager.post(`/contracts/${id}/tickets`, {
    kind: 'fault', case: work.cases[0].key, work: work.key, channel: 'phone', title, description: '1 号窗口人证比对一直失败，重启无效。', reporter: { name: '窗口值班员', phone: '13800000000' }, site_id: site.id,
  })
  await manager.close()
  return ticket
}

async function write(page, button, text) {
  await page.locator(`[data-do="${button}"]`).click()
  await page.locator(`textarea[data-step="${button}"]`).fill(text)
  await page.locator('.van-popup [data-done]:visible').click()
}

async function fillSheet(page) {
  await page.locator('[data-do="service-sheet"]').click()
  await page.locator('form[data-ready]').waitFor()
  await page.locator('[data-save]').click()
  await page.getByText('请写现场情况。').waitFor()
  await good(page, 'sheet-lacking')
  await page.locator('#found').fill('人证比对摄像头供电不稳')
  await page.locator('#done').fill('更换电源模块，重新校准')
  for (const item of await page.locator('[data-item]').all()) {
    const bad = (await item.getAttribute('data-item')) === 'house.environment'
    await item.locator('label', { hasText: bad ? '异常' : '正常' }).first().click()
    if (bad) await item.locator('input.field-input').last().fill('一路市电电压偏低')
  }
  for (const row of await page.locator('[data-test]').all()) await row.getByText('通过', { exact: true }).click()
  await page.locator('[data-add-part]').click()
  await page.locator('[data-part="0"] input').first().fill('电源模块')
  await page.locator('[data-part="0"]').getByRole('button', { name: '增加' }).click()
  await page.locator('input[type=file]').setInputFiles({ name: 'IMG_0001.png', mimeType: 'image/png', buffer: photo() })
  await page.locator('[data-photo]').waitFor()
  await page.locator('[data-sign]').click()
  await page.locator('[data-pad] canvas').waitFor()
  await signOnGlass(page)
  await good(page, 'signature')
  await page.locator('[data-sign-keep]').click()
  await page.locator('[data-signature]').waitFor()
  await page.locator('#signer').fill('窗口负责人（演示）')
}

describe('a day without a network', () => {
  test('a visit is made offline, survives the phone being switched off, and arrives once, in order, with its times', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jianyue-phone-'))
    const visit = await fault(`人证比对失败（自动测试 ${RUN}）`)
    const contested = await fault(`自助机黑屏（自动测试 ${RUN}）`)
    let page = await phone(folder)
    try {
      await signIn(page, accounts.engineer, accounts.password)
      await page.waitForURL(/\/field$/)
      await worksOffline(page)
      await page.getByRole('button', { name: /^全部/ }).click()
      await page.waitForURL(/show=all/)
      const card = page.locator(`[data-ticket="${visit.number}"]`)
      await card.waitFor()
      assert.match(await card.innerText(), /朝阳登记大厅（自动测试） · 7\d 米/)
      await says(page, '已同步')
      await good(page, 'today')

      // From here on there is no network.
      const left = Date.now()
      await page.context().setOffline(true)
      await says(page, '离线')
      await card.click()
      await page.locator('article[data-ready]').waitFor()
      await good(page, 'ticket')
      await page.locator('[data-first][data-do="take"]').click()
      await says(page, '离线，1 条待发送')
      await page.locator('[data-waiting]', { hasText: '接单' }).waitFor()

      await page.locator('[data-first][data-do="check-in"]').click()
      await page.locator('[data-where][data-inside="true"]', { hasText: '在现场范围内' }).waitFor()
      await good(page, 'check-in')
      await page.locator('.van-popup [data-done]:visible').click()
      await says(page, '2 条待发送')

      await fillSheet(page)

      // The phone dies in the middle of the sheet; what was filled in is there again.
      await until(page, (name) => new Promise((resolve) => {
        const opening = indexedDB.open('jianyue-field')
        opening.onsuccess = () => {
          const asking = opening.result.transaction('drafts').objectStore('drafts').getAll()
          asking.onsuccess = () => (opening.result.close(), resolve(asking.result.some((draft) => draft.content.signed.name === name)))
        }
      }), '窗口负责人（演示）')
      await page.context().close()
      page = await phone(folder)
      await page.context().setOffline(true)
      await page.goto(`/field/tickets/${visit.id}/sheet`)
      await page.locator('[data-signature]').waitFor()
      assert.equal(await page.locator('#done').inputValue(), '更换电源模块，重新校准')
      assert.equal(await page.locator('#signer').inputValue(), '窗口负责人（演示）')
      await good(page, 'sheet')
      await page.locator('[data-save]').click()
      await page.waitForURL(/\/field\/tickets\/[^/]+$/)
      await says(page, '3 条待发送')
      await write(page, 'restore', '更换电源模块后恢复')
      await says(page, '4 条待发送')
      await write(page, 'resolve', '电源模块老化，已更换')
      await says(page, '5 条待发送')
      await page.locator('.jy-state', { hasText: '待验收' }).first().waitFor()
      await good(page, 'ticket-waiting')

      // The other ticket is worked here, and finished by somebody else meanwhile.
      await page.goto(`/field/tickets/${contested.id}`)
      await page.locator('[data-first][data-do="take"]').click()
      await says(page, '6 条待发送')
      await write(page, 'restore', '重启后恢复')
      await says(page, '7 条待发送')
      await write(page, 'note', '建议更换主板')
      await says(page, '8 条待发送')
      const colleague = await as('engineer4')
      await colleague.post(`/tickets/${contested.id}/take`)
      await colleague.post(`/tickets/${contested.id}/respond`, { text: '已到现场' })
      await colleague.post(`/tickets/${contested.id}/resolve`, { solution: '已换机' })
      await page.goto('/field/outbox')
      await page.locator('[data-queue] li').nth(7).waitFor()
      assert.deepEqual(await page.locator('[data-queue] li').evaluateAll((all) => all.map((one) => one.dataset.waiting)), ['take', 'check-in', 'service-sheet', 'restore', 'resolve', 'take', 'restore', 'note'])
      await good(page, 'outbox')

      // Switched off and on once more; then the network is back.
      const back = Date.now()
      await page.context().close()
      page = await phone(folder)
      await page.goto('/field/outbox')
      await says(page, '1 条需要处理')
      const manager = await as('manager')
      // What was refused is said while the rest is still on its way: five steps and two pictures.
      const fromPhone = ({ items }) => items.filter((entry) => entry.data?.device_at)
      const arrived = await answered(() => manager.get(`/tickets/${visit.id}/timeline?limit=100`), (all) => fromPhone(all).length >= 7)
      const mine = fromPhone(arrived).map((entry) => [entry.kind, Date.parse(entry.data.device_at), Date.parse(entry.at)])
      assert.deepEqual(mine.map(([kind]) => kind).filter((kind) => kind !== 'attached'), ['taken', 'arrived', 'service_sheet', 'restored', 'resolved'])
      assert.equal(mine.filter(([kind]) => kind === 'attached').length, 2)
      for (const [kind, device, server] of mine) {
        assert.ok(device >= left - 2_000 && device <= back + 2_000, `${kind}: the device's time is that of the deed`)
        assert.ok(server >= back - 2_000, `${kind}: the server's time is that of the arrival`)
      }
      const [sheet] = await manager.get(`/tickets/${visit.id}/service-sheets`)
      assert.equal(sheet.signed.name, '窗口负责人（演示）')
      assert.equal(sheet.photos.length, 1)
      assert.deepEqual(sheet.parts, [{ name: '电源模块', quantity: 2, unit: '个' }])
      const after = await manager.get(`/tickets/${visit.id}`)
      const kept = after.attachments.find((one) => one.id === sheet.photos[0])
      assert.equal(kept.media_type, 'image/jpeg')
      assert.ok(kept.size <= 320_000, `the photo has ${kept.size} bytes`)
      const check = arrived.items.find((entry) => entry.kind === 'arrived')
      assert.equal(check.data.within, true)

      // The contested step stands beside what is there now; it becomes a note, and what waited behind it goes on.
      const undecided = page.locator('article[data-undecided="take"]')
      await undecided.getByText('你离线时做的').waitFor()
      await undecided.getByText(/待验收，孙工（演示）/).waitFor()
      await good(page, 'undecided')
      for (const step of ['take', 'restore']) {
        const refused = page.locator(`article[data-undecided="${step}"]`)
        await refused.getByRole('button', { name: '改记为备注' }).click()
        await refused.waitFor({ state: 'detached' })
      }
      await page.locator('[data-queue]').waitFor({ state: 'detached' })
      await says(page, '已同步')
      const notes = (await manager.get(`/tickets/${contested.id}/timeline?limit=100`)).items.filter((entry) => entry.kind === 'noted').map((entry) => entry.text)
      assert.match(notes.join('\n'), /离线记录[^\n]*恢复服务：重启后恢复[\s\S]*建议更换主板/)
      assert.equal((await manager.get(`/tickets/${visit.id}/timeline?limit=100`)).items.length, arrived.items.length, 'nothing came twice')
      assert.deepEqual(page.failures, [])

      // A sheet is never changed; a correction begins with what the old one says.
      await page.goto(`/field/tickets/${visit.id}`)
      await page.locator('[data-sheets] summary').click()
      await good(page, 'sheet-written')
      await page.getByRole('link', { name: '更正这份服务单' }).click()
      await page.locator('form[data-ready]').waitFor()
      assert.equal(await page.locator('#found').inputValue(), '人证比对摄像头供电不稳')
      await page.locator('#done').fill('更换电源模块，重新校准，复测正常')
      await page.locator('[data-save]').click()
      await page.waitForURL(/\/field\/tickets\/[^/]+$/)
      await says(page, '已同步')
      await page.locator('[data-sheets] li', { hasText: '已被更正' }).waitFor()
      const [correction] = await manager.get(`/tickets/${visit.id}/service-sheets`)
      assert.equal(correction.corrects, sheet.id)

      // Signing out leaves nothing behind.
      await page.goto('/field/me')
      await good(page, 'me')
      await page.locator('[data-sign-out]').click()
      await page.getByRole('button', { name: '退出', exact: true }).click()
      await page.waitForURL(/sign-in/)
      assert.deepEqual(await page.evaluate(async () => (await indexedDB.databases()).map((one) => one.name).filter((name) => name === 'jianyue-field')), [])
      await Promise.all([manager.close(), colleague.close()])
    } catch (problem) {
      await page.screenshot({ path: 'test-results/field-failure.png' }).catch(() => undefined)
      throw problem
    } finally {
      await page.context().close()
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describe('the field', () => {
  test('can be read in the sun, on a narrow screen and enlarged', async () => {
    const ticket = await fault(`窗口评价器故障（自动测试 ${RUN}）`)
    const page = await open({ width: 320, height: 640 }, { hasTouch: true, isMobile: true, geolocation: { latitude: 39.99, longitude: 116.3 }, permissions: ['geolocation'] })
    await signIn(page, accounts.engineer, accounts.password)
    await page.goto('/field/me')
    await page.getByLabel('强光').check()
    for (const [name, path, sign] of [['me', '/field/me', '[data-kept]'], ['today', '/field?show=all', '[data-ticket]'], ['ticket', `/field/tickets/${ticket.id}`, 'article[data-ready]'], ['sheet', `/field/tickets/${ticket.id}/sheet`, 'form[data-ready]'], ['outbox', '/field/outbox', '.empty']]) {
      await page.goto(path)
      await page.locator(sign).first().waitFor()
      await says(page, '已同步')
      await good(page, `sun-${name}`)
      const pale = await page.evaluate(async () => {
        const { violations, passes } = await globalThis.axe.run(document, { runOnly: { type: 'rule', values: ['color-contrast-enhanced'] } })
        if (passes.length + violations.length === 0) return ['nothing was looked at']
        return violations.flatMap(({ nodes }) => nodes.map((node) => `${node.target.join(' ')} ${node.any.map((one) => one.message).join('; ')}`))
      })
      assert.deepEqual(pale, [], `${name} is not 7 : 1 in the sun`)
    }
    // Far from the site: said, allowed, and a reason is wanted.
    await page.goto(`/field/tickets/${ticket.id}`)
    await page.locator('[data-first][data-do="take"]').click()
    await page.locator('[data-first][data-do="check-in"]').click()
    await page.locator('[data-where][data-inside="false"]', { hasText: '不在现场范围内' }).waitFor({ timeout: 20_000 })
    await page.locator('.van-popup [data-done]:visible').click()
    await page.getByText('请写明为什么不在现场范围内').waitFor()
    await good(page, 'sun-outside')
    assert.deepEqual(page.failures, [])
    // 200 %: half of the width.
    await page.setViewportSize({ width: 195, height: 422 })
    for (const path of ['/field?show=all', `/field/tickets/${ticket.id}`, `/field/tickets/${ticket.id}/sheet`]) {
      await page.goto(path)
      await page.locator('h1').first().waitFor()
      await says(page, '已同步')
      await fits(page, `${path} at 200 %`)
    }
    await page.context().close()
  })

  test('asks before anything unsent is given up by signing out, and says so when a session is over', async () => {
    const page = await open(PHONE, { hasTouch: true, isMobile: true })
    await signIn(page, accounts.engineer, accounts.password)
    await worksOffline(page)
    await page.getByRole('button', { name: /^全部/ }).click()
    await page.locator('[data-ticket]').first().click()
    await page.locator('article[data-ready]').waitFor()
    await says(page, '已同步')
    await page.context().setOffline(true)
    await write(page, 'note', '离线备注')
    await says(page, '离线，1 条待发送')

    // The session is over when the network is back: what waits stays, and the page stays.
    await page.context().clearCookies()
    await page.context().setOffline(false)
    await says(page, '登录已过期')
    await good(page, 'session-over')
    await page.goto('/field/me')
    await page.locator('[data-kept]', { hasText: '1 条待发送' }).waitFor()
    await page.locator('[data-sign-out]').click()
    await page.getByText('还有 1 条没有发送').waitFor()
    await good(page, 'sign-out-unsent')
    await page.getByRole('button', { name: '先不退出' }).click()

    // Signed in again, it goes.
    await page.getByRole('link', { name: '重新登录' }).click()
    await page.getByLabel('账号', { exact: true }).fill(accounts.engineer)
    await page.getByLabel('密码', { exact: true }).fill(accounts.password)
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await page.waitForURL(/\/field$/)
    await says(page, '已同步')
    await page.goto('/field/outbox')
    await page.locator('[data-sent="note"]').first().waitFor()
    await good(page, 'outbox-sent')
    assert.deepEqual(page.failures, [])
    await page.context().close()
  })
})
