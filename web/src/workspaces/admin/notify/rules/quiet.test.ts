import { expect, it } from 'vitest'

import { sayQuiet } from './quiet'

const free = '1 级不受限，站内通知也不受限。'

it.each([
  [{ from: '22:00:00', to: '07:00:00', except_level: 1 }, `22:00 到次日 07:00 不发邮件、短信和群消息，攒到 07:00 一起发。${free}`],
  [{ from: '12:00:00', to: '13:30:00', except_level: 0 }, `12:00 到 13:30 不发邮件、短信和群消息，攒到 13:30 一起发。${free}`],
  [{ from: '22:00:00', to: '07:00:00', except_level: 3 }, `22:00 到次日 07:00 不发邮件、短信和群消息，攒到 07:00 一起发。${free}2 级、3 级也照常发。`],
  [{ from: '08:00:00', to: '08:00:00', except_level: 1 }, '没有免打扰时段，随时发送。'],
  [null, '没有免打扰时段，随时发送。'],
])('%j', (quiet, says) => expect(sayQuiet(quiet, null)).toBe(says))
