import { describe, expect, it } from 'vitest'

import { readMoments, sayElapsed } from './words'

describe('the words of emergencies', () => {
  it('says how long it burns', () => {
    expect([sayElapsed(-3), sayElapsed(65.9), sayElapsed(3600), sayElapsed(36_309)]).toEqual(['0:00', '1:05', '1:00:00', '10:05:09'])
  })

  it('reads what happened in a drill', () => {
    expect(readMoments('0 宣布开始\n\n 6分钟 暂停作答\n抽查 20 人\n24：备用接管')).toEqual([
      { minute: 0, text: '宣布开始' },
      { minute: 6, text: '暂停作答' },
      { minute: 6, text: '抽查 20 人' },
      { minute: 24, text: '备用接管' },
    ])
    expect(readMoments(' \n')).toEqual([])
  })
})
