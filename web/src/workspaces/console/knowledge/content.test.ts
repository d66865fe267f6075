import { describe, expect, it } from 'vitest'

import { editOf, EMPTY, missing, tagsOf } from './content'

describe('what is typed into an article', () => {
  it('is sent with nothing where nothing was chosen', () => {
    expect(editOf({ ...EMPTY, title: '门禁', work: 'apps', tags: '门禁, 大厅，门禁' })).toEqual({ contract_id: null, work: null, service: null, audience: 'vendor', title: '门禁', problem: '', cause: '', solution: '', tags: ['门禁', '大厅'], note: null })
    expect(editOf({ ...EMPTY, contract: 'c1', work: 'apps', client: true })).toMatchObject({ contract_id: 'c1', work: 'apps', audience: 'client' })
  })

  it('needs a title to be kept, and more to be handed in', () => {
    expect(missing(EMPTY, false)).toEqual(['title'])
    expect(missing({ ...EMPTY, title: '门禁', problem: ' ' }, true)).toEqual(['problem', 'solution'])
  })

  it('has tags between commas of either width', () => {
    expect(tagsOf('登录、证书；USB Key,，')).toEqual(['登录', '证书', 'USB Key'])
  })
})
