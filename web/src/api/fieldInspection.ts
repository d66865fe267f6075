/** What the phone asks about inspections. */

import type { Given, Occurrence, Photo, Run, Signer } from './inspection'
import type { components } from './schema'
import type { Page } from './types'

type Schemas = components['schemas']

export type RunChecklist = Schemas['InspectionChecklist']
/** What a run asks: of its own version, or of the one that it will be begun with. */
export type Asked = Pick<RunChecklist, 'title' | 'items' | 'signatures' | 'sheet'>

/** One thing that is done to an occurrence in the field. */
export type InspectionStep =
  | { do: 'start' }
  | { do: 'answers'; answers: Record<string, Given> }
  /** `image` is a picture of the run, by its digest; on the phone by the id of its file. */
  | { do: 'sign'; who: Signer; name: string; image: string }
  | { do: 'close' }
  | { do: 'announce'; reason: string; new_day?: string }

export interface InspectionSyncOperation {
  id: string
  device_at: string
  occurrence_id: string
  step: InspectionStep
}

export type InspectionSyncResult = Omit<Schemas['InspectionSyncResult'], 'occurrence' | 'run'> & { occurrence?: Occurrence | null; run?: Run | null }

export interface OccurrencesAsked {
  from: string
  to: string
  state: string
  mine?: boolean
}

export type Call = <T>(method: string, path: string, body?: BodyInit, headers?: Record<string, string>, patience?: number) => Promise<T>

const JSON_BODY = { 'Content-Type': 'application/json' }
const PAGE = 200
/** More than this nobody carries about. */
const MOST_PAGES = 3

export function inspectionCalls(call: Call, uploadPatience: number) {
  return {
    async occurrences({ from, to, state, mine = false }: OccurrencesAsked): Promise<Occurrence[]> {
      const found: Occurrence[] = []
      for (let page = 0, after: string | null = ''; page < MOST_PAGES && after !== null; page += 1) {
        const query: URLSearchParams = new URLSearchParams({ from, to, state, limit: String(PAGE), ...(mine ? { mine: 'true' } : {}), ...(after === '' ? {} : { after }) })
        const said: Page<Occurrence> = await call<Page<Occurrence>>('GET', `/occurrences?${query}`)
        found.push(...said.items)
        after = said.next
      }
      return found
    },
    occurrence: (id: string) => call<Occurrence>('GET', `/occurrences/${id}`),
    run: (id: string) => call<Run>('GET', `/runs/${id}`),
    runChecklists: (contract: string) => call<{ items: RunChecklist[] }>('GET', `/contracts/${contract}/checklists`),
    contracts: () => call<{ id: string; prefix: string }[]>('GET', '/contracts'),
    /** Begins a correction of a closed run; what waits goes to it. */
    correctRun: (id: string, reason: string) => call<Run>('POST', `/runs/${id}/correct`, JSON.stringify({ reason }), JSON_BODY),
    syncInspections(operations: InspectionSyncOperation[]) {
      return call<{ results: InspectionSyncResult[] }>('POST', '/inspections/sync', JSON.stringify({ operations }), JSON_BODY)
    },
    /** A picture of a run; the same one is there once, however often it is sent. */
    async addRunPhoto(run: string, file: { name: string; bytes: ArrayBuffer; type: string }): Promise<string> {
      const form = new FormData()
      form.append('file', new File([file.bytes], file.name, { type: file.type }))
      return (await call<Photo>('POST', `/runs/${run}/photos`, form, {}, uploadPatience)).digest
    },
  }
}
