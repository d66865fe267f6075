import { expect, it } from 'vitest'

import { eventRulesOf } from './events'

it('finds the inspections that come with an event, whatever else a contract says', () => {
  const contract = { id: 'c', prefix: 'EX' }
  const sections = { inspections: [{ id: 'I1', title: '每月', frequency: 'monthly', clause: '一' }, { id: 'I2', title: '考前检查', frequency: 'on event', clause: '二' }, null, { id: 3, frequency: 'on event' }] }
  expect(eventRulesOf(contract, { sections } as never)).toEqual([{ contract: 'c', prefix: 'EX', rule: 'I2', title: '考前检查', clause: '二' }])
  expect(eventRulesOf(contract, { sections: {} } as never)).toEqual([])
})
