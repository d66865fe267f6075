import { expect, it } from 'vitest'

import { ApiProblem } from '@/api/problem'

import { lineSpan, placesOf, sayPlace } from './faults'

const refused = (errors: unknown, code = 'notify.bad_fields') => new ApiProblem(422, code, '有 2 项内容需要修改', null, [], { errors })

it('says each fault at its field and line, the line once', () => {
  const places = placesOf(
    refused([
      { field: 'line', line: 1, message: '第 1 行：没有变量“numbr”' },
      { field: 'body', line: 3, message: '第 3 行：变量没有写完整' },
      { field: 'elsewhere', line: null, message: '别的' },
    ]),
  )
  expect(places.map((place) => place.field)).toEqual(['line', 'body', ''])
  expect(places.map(sayPlace)).toEqual(['没有变量“numbr”', '第 3 行：变量没有写完整', '别的'])
})

it('finds none in another refusal', () => {
  expect(placesOf(refused([{ field: 'line', message: 'x' }], 'notify.stale_version'))).toEqual([])
  expect(placesOf(refused('nothing'))).toEqual([])
  expect(placesOf(null)).toEqual([])
})

it('finds the line in the text', () => {
  expect('一\n二二\n三'.slice(...lineSpan('一\n二二\n三', 2))).toBe('二二')
  expect(lineSpan('一', 9)).toEqual([2, 2])
})
