// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, it } from 'vitest'

import { adviceFor } from './advice'

const failed = (error: string | null) => adviceFor({ state: 'failed', error })

describe('a message that failed says what to do', () => {
  it.each([
    ['收件人没有登记手机号', 'adv.noPhone', 'people'],
    ['收件人没有登记邮箱', 'adv.noMailbox', 'people'],
    ['收件人的账号已停用', 'adv.leftHouse', 'notify-rules'],
    ['没有可用的短信网关，请系统管理员设置通知通道', 'adv.noGateway', 'notify-channels'],
    ['没有设置邮件服务器，请系统管理员设置 smtp_url 和 mail_from', 'adv.noMail', 'notify-channels'],
    ['群机器人已停用或已删除', 'adv.noRobot', 'notify-channels'],
    ['目标 10.0.0.1 不是公网地址，未被允许访问。需要时请系统管理员在设置 allow_targets 中加入它。', 'adv.notAllowed', null],
    ['对方拒绝（93000）：invalid webhook url', 'adv.refused', 'notify-channels'],
    ['对方返回 404：gone', 'adv.refused', 'notify-channels'],
    ['网关返回 17：{"code":17}', 'adv.refused', 'notify-channels'],
    ['邮件服务器拒收：550', 'adv.mailRefused', 'people'],
    ['已尝试 30 次，不再重试：没有连接到对方：超时', 'adv.gaveUp', 'notify-channels'],
    ['别的原因', 'adv.otherwise', null],
  ])('%s', (error, says, place) => expect(failed(error)).toEqual({ says, place }))

  it('even when nothing is known', () => expect(failed(null)?.says).toBe('adv.otherwise'))
})

it('says what to do about what is uncertain, and nothing about the rest', () => {
  expect(adviceFor({ state: 'uncertain', error: '收件人没有登记手机号' })?.says).toBe('adv.uncertain')
  expect(adviceFor({ state: 'sent', error: null })).toBeNull()
  expect(adviceFor({ state: 'waiting', error: '对方限流（45009）' })).toBeNull()
})

it('knows the reasons by words that the server has', () => {
  const folder = join(import.meta.dirname, '../../../../../../crates')
  const read = (path: string): string => readdirSync(path, { withFileTypes: true }).map((one) => (one.isDirectory() ? read(join(path, one.name)) : readFileSync(join(path, one.name), 'utf8'))).join('\n')
  const server = read(join(folder, 'notify/src')) + read(join(folder, 'platform/src'))
  const words = ['没有登记手机号', '没有登记邮箱', '账号已停用', '没有可用的短信网关', '没有设置邮件服务器', '群机器人已停用或已删除', 'allow_targets', '不再重试', '邮件服务器拒收', '邮件无法写成', '对方拒绝', '对方返回', '网关返回', '不是可以调用的地址']
  expect(words.filter((word) => !server.includes(word))).toEqual([])
})
