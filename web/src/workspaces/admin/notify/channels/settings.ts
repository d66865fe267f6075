import type { ChannelSettings } from '@/api/notify'

export const KINDS = ['sms', 'wecom', 'dingtalk', 'feishu'] as const
export type ChannelKind = (typeof KINDS)[number]

/** What is typed of a channel; lists are typed as text. */
export interface ChannelForm {
  name: string
  contract: string
  enabled: boolean
  webhook: string
  secret: string
  method: 'POST' | 'GET'
  url: string
  /** One a line, `Name: value`. */
  headers: string
  body: string
  /** JSON pointer. */
  result: string
  success: string
  later: string
  knows_repetitions: boolean
}

export const emptyForm = (): ChannelForm => ({ name: '', contract: '', enabled: true, webhook: '', secret: '', method: 'POST', url: '', headers: '', body: '', result: '', success: '', later: '', knows_repetitions: false })

/** An example from the documents of each kind, to begin from. Keys are those of nobody. */
export const EXAMPLES: Record<ChannelKind, Partial<ChannelForm>> = {
  sms: {
    method: 'POST',
    url: 'https://sms.example.gov.cn/api/send',
    headers: 'Content-Type: application/json\nAuthorization: Bearer 0123456789abcdef',
    body: '{"mobile":"{phone}","content":"{text}","requestId":"{id}"}',
    result: '/code',
    success: '0',
    later: '429',
  },
  wecom: { webhook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa' },
  dingtalk: { webhook: 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef', secret: 'SEC0123456789abcdef' },
  feishu: { webhook: 'https://open.feishu.cn/open-apis/bot/v2/hook/01234567-89ab-cdef-0123-456789abcdef', secret: '0123456789abcdef' },
}

/** Headers as they are typed; a line without a colon is a header without a name, which the server refuses. */
export function headersFrom(typed: string): [string, string][] {
  const lines = typed.split('\n').filter((line) => line.trim() !== '')
  return lines.map((line) => {
    const colon = line.indexOf(':')
    return colon < 0 ? ['', line.trim()] : [line.slice(0, colon).trim(), line.slice(colon + 1).trim()]
  })
}

/** Values as they are typed: "0、OK" or "0, OK". */
export function valuesFrom(typed: string): string[] {
  return [...new Set(typed.split(/[\s,，、;；]+/).filter((value) => value !== ''))]
}

/** What is sent of a form. */
export function settingsFrom(kind: ChannelKind, form: ChannelForm): ChannelSettings {
  if (kind === 'sms') {
    return {
      kind,
      method: form.method,
      url: form.url.trim(),
      headers: headersFrom(form.headers),
      body: form.body.trim(),
      result: form.result.trim() || null,
      success: valuesFrom(form.success),
      later: valuesFrom(form.later),
      knows_repetitions: form.knows_repetitions,
    }
  }
  const webhook = form.webhook.trim()
  return kind === 'wecom' ? { kind, webhook } : { kind, webhook, secret: form.secret.trim() || null }
}
