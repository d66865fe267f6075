import { describe, expect, it } from 'vitest'

import { asProblem, problemFrom } from './problem'

describe('problems', () => {
  it('keeps code, words, request id and fields of a problem document', () => {
    const problem = problemFrom(422, { code: 'ticketing.form_required', detail: '请填写申请表。', request_id: 'r-1', errors: [{ field: 'form', message: '缺少' }, 3] }, null)
    expect(problem).toMatchObject({ status: 422, code: 'ticketing.form_required', detail: '请填写申请表。', requestId: 'r-1', fields: [{ field: 'form', message: '缺少' }] })
  })

  it('says something useful about an answer that is not a problem document', () => {
    const problem = problemFrom(502, null, 'r-2')
    expect(problem.code).toBe('http.502')
    expect(problem.detail).toContain('502')
    expect(problem.requestId).toBe('r-2')
  })

  it('reads a failed fetch as an unreachable server', () => {
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('network.unreachable')
  })
})
