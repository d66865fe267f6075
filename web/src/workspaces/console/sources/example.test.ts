// @vitest-environment node
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import { exampleOf } from './example'

describe('the example of a report', () => {
  it('names the address and the algorithm of the phone system', () => {
    const said = exampleOf('https://h', { id: 'p1', algorithm: 'hmac-sha256', lines: [{ line: '4008', contract_id: 'c' }] })
    expect(said).toContain('https://h/api/v1/hotline/feed/p1')
    expect(said).toContain('openssl dgst -sha256')
    expect(exampleOf('https://h', null)).toContain('openssl dgst -sm3')
  })

  it('runs in a shell and signs the body that it sends, whatever a line is called', () => {
    const script = exampleOf('https://h', { id: 'p1', algorithm: 'hmac-sha256', lines: [{ line: `o'clock "9"`, contract_id: 'c' }] })
    const sent = script.replace('SECRET=...', 'SECRET=geheim').replace(/^curl [\s\S]*$/m, `printf '%s\\n%s\\n%s' "$TIME" "$SIGN" "$BODY"`)
    const [time, sign, ...body] = execFileSync('bash', ['-c', sent], { encoding: 'utf8' }).split('\n')
    expect(sign).toBe(createHmac('sha256', 'geheim').update(`${time}.${body.join('\n')}`).digest('hex'))
    expect(JSON.parse(body.join('\n')).events[0].line).toBe(`o'clock "9"`)
  })
})
