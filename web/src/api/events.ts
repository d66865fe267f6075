import { transport } from './client'

/** One change somewhere in the house, as the server announces it. */
export interface LiveEvent {
  seq: number
  kind: string
  subject: string
  contract_id: string | null
  at: string
}

/** Kind of the event that says that some were missed: what is shown should be read anew. */
export const LAGGED = 'lagged'

type Listener = (event: LiveEvent) => void
type Send = (request: Request) => Promise<Response>

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 30_000

/** Splits a byte stream into the fields of server-sent events; keeps what is not yet complete. */
export function createParser(onEvent: (id: string | null, data: string, name: string) => void): (chunk: string) => void {
  let rest = ''
  let id: string | null = null
  let data: string[] = []
  let name = ''

  function line(text: string): void {
    if (text === '') {
      if (data.length > 0) onEvent(id, data.join('\n'), name)
      data = []
      name = ''
      return
    }
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') data.push(value)
    if (field === 'id') id = value
    if (field === 'event') name = value
  }

  return (chunk) => {
    const lines = (rest + chunk).split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    lines.forEach(line)
  }
}

/**
 * Keeps a stream of events open and goes on after the last one that was seen. `EventSource` would do, but it gives up
 * for good on the 401 that comes when a session has to be renewed.
 */
export class EventStream {
  private readonly listeners = new Set<Listener>()
  private stop: AbortController | null = null
  private lastId: string | null = null

  constructor(
    private readonly url: string,
    private readonly send: Send,
  ) {}

  /** Listens until the returned function is called; the stream is open while anybody listens. */
  listen(listener: Listener): () => void {
    this.listeners.add(listener)
    if (!this.stop) void this.run((this.stop = new AbortController()))
    return () => {
      this.listeners.delete(listener)
      if (this.listeners.size === 0) this.close()
    }
  }

  close(): void {
    this.stop?.abort()
    this.stop = null
  }

  private async run(stop: AbortController): Promise<void> {
    let wait = FIRST_WAIT_MS
    while (!stop.signal.aborted) {
      const opened = await this.readOnce(stop.signal).catch(() => false)
      if (stop.signal.aborted) return
      wait = opened ? FIRST_WAIT_MS : Math.min(wait * 2, LONGEST_WAIT_MS)
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }

  /** Reads until the stream ends; tells whether it had been open at all. */
  private async readOnce(signal: AbortSignal): Promise<boolean> {
    const headers = new Headers({ Accept: 'text/event-stream' })
    if (this.lastId) headers.set('Last-Event-ID', this.lastId)
    const answer = await this.send(new Request(new URL(this.url, location.origin), { headers, signal }))
    if (!answer.ok || !answer.body) return false
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    const parse = createParser((id, data, name) => this.tell(id, data, name))
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return true
        parse(value)
      }
    } catch {
      return true
    }
  }

  private tell(id: string | null, data: string, name: string): void {
    if (id) this.lastId = id
    let event: LiveEvent
    try {
      event = { kind: name, seq: 0, subject: '', contract_id: null, at: '', ...(JSON.parse(data) as Partial<LiveEvent>) }
    } catch {
      return
    }
    this.listeners.forEach((listener) => listener(event))
  }
}

/** The one stream of this tab. */
export const live = new EventStream('/api/v1/events', transport)
