/** A refusal of the server (RFC 9457) or of the network, in words that can be shown. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly requestId: string | null = null,
    readonly fields: { field: string; message: string }[] = [],
    /** Everything the server said, for codes that carry more, like the current ticket of a conflict. */
    readonly body: Record<string, unknown> = {},
  ) {
    super(detail)
    this.name = 'ApiProblem'
  }

  is(code: string): boolean {
    return this.code === code
  }
}

/** The problem that a body describes; a body that describes none still gives one. */
export function problemFrom(status: number, body: unknown, requestId: string | null): ApiProblem {
  const said = isRecord(body) ? body : {}
  const detail = text(said.detail) ?? text(said.title) ?? `服务器没有说明原因（状态 ${status}）。请稍后重试，仍不行请把请求编号告诉管理员。`
  const fields = Array.isArray(said.errors) ? said.errors.filter(isField) : []
  return new ApiProblem(status, text(said.code) ?? `http.${status}`, detail, text(said.request_id) ?? requestId, fields, said)
}

/** What is shown when no answer came at all. */
export function unreachable(): ApiProblem {
  return new ApiProblem(0, 'network.unreachable', '连不上服务器。请检查网络后重试，已填写的内容还在。')
}

/** Any thrown thing as a problem. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown
  if (thrown instanceof TypeError) return unreachable()
  return new ApiProblem(0, 'web.unexpected', thrown instanceof Error ? `页面出错：${thrown.message}` : '页面出错。请刷新后重试。')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isField(value: unknown): value is { field: string; message: string } {
  return isRecord(value) && typeof value.field === 'string' && typeof value.message === 'string'
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
