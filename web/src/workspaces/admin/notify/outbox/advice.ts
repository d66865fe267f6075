import type { OutboxMessage, OutboxState } from '@/api/notify'
import type { TextKey } from '@/i18n'

export const STATES: OutboxState[] = ['gathering', 'waiting', 'sending', 'sent', 'failed', 'uncertain', 'cancelled']
export const TONES: Record<OutboxState, string> = { gathering: 'run', waiting: 'warn', sending: 'run', sent: 'good', failed: 'bad', uncertain: 'warn', cancelled: '' }

export interface Advice {
  says: TextKey
  /** The page where it is put right. */
  place: 'notify-channels' | 'notify-rules' | 'people' | null
}

/** What to do about a reason, by the server's words for it. */
const REASONS: [RegExp, Advice][] = [
  [/没有登记手机号/, { says: 'adv.noPhone', place: 'people' }],
  [/没有登记邮箱/, { says: 'adv.noMailbox', place: 'people' }],
  [/账号已停用/, { says: 'adv.leftHouse', place: 'notify-rules' }],
  [/没有可用的短信网关/, { says: 'adv.noGateway', place: 'notify-channels' }],
  [/没有设置邮件服务器/, { says: 'adv.noMail', place: 'notify-channels' }],
  [/群机器人已停用或已删除/, { says: 'adv.noRobot', place: 'notify-channels' }],
  [/allow_targets/, { says: 'adv.notAllowed', place: null }],
  [/不再重试/, { says: 'adv.gaveUp', place: 'notify-channels' }],
  [/邮件服务器拒收|邮件无法写成/, { says: 'adv.mailRefused', place: 'people' }],
  [/对方拒绝|对方返回|网关返回|不是可以调用的地址/, { says: 'adv.refused', place: 'notify-channels' }],
]

/** What to do about a message; null where nothing has to be done. */
export function adviceFor(message: Pick<OutboxMessage, 'state' | 'error'>): Advice | null {
  if (message.state === 'uncertain') return { says: 'adv.uncertain', place: null }
  if (message.state !== 'failed') return null
  return REASONS.find(([sign]) => sign.test(message.error ?? ''))?.[1] ?? { says: 'adv.otherwise', place: null }
}

/** Whether the server takes it: sent and on their way are not sent again. */
export const canRetry = (state: OutboxState): boolean => ['failed', 'uncertain', 'waiting', 'cancelled'].includes(state)
export const canCancel = (state: OutboxState): boolean => ['gathering', 'waiting', 'failed', 'uncertain'].includes(state)
