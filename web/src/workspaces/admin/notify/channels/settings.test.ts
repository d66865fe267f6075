import { expect, it } from 'vitest'

import { emptyForm, EXAMPLES, headersFrom, settingsFrom, valuesFrom } from './settings'

it('reads headers a line each, colons in their values kept', () => {
  expect(headersFrom('Authorization: Bearer a:b\n\n X-Key :7 ')).toEqual([
    ['Authorization', 'Bearer a:b'],
    ['X-Key', '7'],
  ])
  expect(headersFrom('no colon')).toEqual([['', 'no colon']])
  expect(headersFrom('')).toEqual([])
})

it('reads values with whatever stands between them', () => {
  expect(valuesFrom('0、OK, OK；  200')).toEqual(['0', 'OK', '200'])
  expect(valuesFrom(' ')).toEqual([])
})

it('sends a gateway whole, and of a robot what it has', () => {
  const gateway = settingsFrom('sms', { ...emptyForm(), ...EXAMPLES.sms })
  expect(gateway).toEqual({
    kind: 'sms',
    method: 'POST',
    url: 'https://sms.example.gov.cn/api/send',
    headers: [
      ['Content-Type', 'application/json'],
      ['Authorization', 'Bearer 0123456789abcdef'],
    ],
    body: '{"mobile":"{phone}","content":"{text}","requestId":"{id}"}',
    result: '/code',
    success: ['0'],
    later: ['429'],
    knows_repetitions: false,
  })
  expect(settingsFrom('sms', { ...emptyForm(), url: 'https://x/{phone}/{text}' })).toMatchObject({ result: null, success: [], body: '' })
  expect(settingsFrom('wecom', { ...emptyForm(), webhook: ' https://x ', secret: 'no' })).toEqual({ kind: 'wecom', webhook: 'https://x' })
  expect(settingsFrom('feishu', { ...emptyForm(), webhook: 'https://x' })).toEqual({ kind: 'feishu', webhook: 'https://x', secret: null })
})
