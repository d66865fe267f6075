import type { Checklist, ChecklistAnswer, Part, ServiceSheet, SheetCard } from '@/api/field'

export interface SheetDraft {
  found: string
  done: string
  checklist: Record<string, { result: ChecklistAnswer['result'] | null; value: string; note: string }>
  parts: Part[]
  tests: { passed: boolean | null; note: string }[]
  signed: { name: string; title: string; file: string | null; device_at: string }
  photos: string[]
  /** Place in the order of the refused sheet that this one stands for. */
  replaces?: number
  /** The sheet at the server that this one corrects. */
  corrects?: string
}

/** What keeps a sheet from being submitted; said beside where it is. */
export type Lack = 'found' | 'done' | 'checklist' | 'tests' | 'parts' | 'signature'

/** Under which a draft is kept: one for each person and ticket. */
export function draftId(person: string, ticket: string): string {
  return `${person}:${ticket}`
}

export function emptyDraft(): SheetDraft {
  return { found: '', done: '', checklist: {}, parts: [], tests: [], signed: { name: '', title: '', file: null, device_at: '' }, photos: [] }
}

/** Whether nothing was filled in: then there is nothing to keep. */
export function isBlank(draft: SheetDraft): boolean {
  const texts = [draft.found, draft.done, draft.signed.name, draft.signed.title, ...Object.values(draft.checklist).flatMap((answer) => [answer.value, answer.note])]
  const judgedAny = judged(draft.tests).length > 0 || Object.values(draft.checklist).some((answer) => answer.result !== null)
  return texts.every((text) => text.trim() === '') && !judgedAny && draft.parts.length + draft.photos.length === 0 && draft.signed.file === null
}

/** A draft as it was kept, brought in line with what is asked for now. */
export function withAsked(draft: SheetDraft, asked: Checklist | null): SheetDraft {
  if (asked === null) return draft
  const checklist = Object.fromEntries(asked.items.map(({ key }) => [key, draft.checklist[key] ?? { result: null, value: '', note: '' }]))
  const wanted = asked.tests
  const tests = Array.from({ length: wanted === 0 ? 0 : Math.max(wanted, judged(draft.tests).length) }, (_, i) => draft.tests[i] ?? { passed: null, note: '' })
  return { ...draft, checklist, tests }
}

export function lacks(draft: SheetDraft, asked: Checklist | null): Lack[] {
  const found: [Lack, boolean][] = [
    ['found', draft.found.trim() === ''],
    ['done', draft.done.trim() === ''],
    ['checklist', unchecked(draft, asked) > 0],
    ['tests', !isTested(draft.tests, asked?.tests ?? 0)],
    ['parts', draft.parts.some((part) => part.name.trim() === '')],
    ['signature', asked?.signature === 'needed' ? draft.signed.file === null || draft.signed.name.trim() === '' : (draft.signed.file === null) !== (draft.signed.name.trim() === '')],
  ]
  return found.filter(([, lacking]) => lacking).map(([lack]) => lack)
}

export function unchecked(draft: SheetDraft, asked: Checklist | null): number {
  return (asked?.items ?? []).filter((item) => !isChecked(item.kind, draft.checklist[item.key])).length
}

/** Tests that were made: those at the end that nobody made do not count. */
function judged(tests: SheetDraft['tests']): SheetDraft['tests'] {
  const last = tests.findLastIndex((test) => test.passed !== null)
  return tests.slice(0, last + 1)
}

/** So many were passed in a row at the end, or the last one failed and the sheet says so. */
function isTested(tests: SheetDraft['tests'], wanted: number): boolean {
  const made = judged(tests)
  if (wanted === 0) return true
  if (made.length === 0 || made.some((test) => test.passed === null)) return false
  const failed = made.findLastIndex((test) => test.passed === false)
  return failed === made.length - 1 || made.length - 1 - failed >= wanted
}

/** A reading or a text is an answer by itself; a check is one when it was judged. */
function isChecked(kind: string, answer: SheetDraft['checklist'][string] | undefined): boolean {
  return answer !== undefined && (answer.result !== null || (kind !== 'check' && answer.value.trim() !== ''))
}

/** The sheet as it is sent; files are named by their ids on this phone until they are at the server. */
export function sheetOf(draft: SheetDraft, asked: Checklist | null): ServiceSheet {
  const { signed } = draft
  return {
    visit: null,
    found: draft.found.trim(),
    done: draft.done.trim(),
    checklist: (asked?.items ?? []).map(({ key, text }) => {
      const answer = draft.checklist[key]
      return { key, text, result: answer?.result ?? 'ok', ...filled('value', answer?.value), ...filled('note', answer?.note) }
    }),
    parts: draft.parts.map((part) => ({ name: part.name.trim(), ...filled('model', part.model), ...filled('code', part.code), quantity: part.quantity, unit: part.unit.trim() })),
    tests: judged(draft.tests).map((test) => ({ passed: test.passed === true, ...filled('note', test.note) })),
    signed: signed.file === null ? null : { name: signed.name.trim(), ...filled('title', signed.title), attachment_id: signed.file, device_at: signed.device_at },
    photos: draft.photos,
    ...(draft.corrects === undefined ? {} : { corrects: draft.corrects }),
  }
}

function filled<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const text = value?.trim() ?? ''
  return (text === '' ? {} : { [key]: text }) as { [P in K]?: string }
}

/** The draft that a sheet was made of, to be changed after the server refused it. */
export function draftOf(sheet: ServiceSheet, replaces: number): SheetDraft {
  const { signed } = sheet
  return {
    found: sheet.found,
    done: sheet.done,
    checklist: Object.fromEntries(sheet.checklist.map(({ key, result, value, note }) => [key, { result, value: value ?? '', note: note ?? '' }])),
    parts: sheet.parts,
    tests: sheet.tests.map(({ passed, note }) => ({ passed, note: note ?? '' })),
    signed: { name: signed?.name ?? '', title: signed?.title ?? '', file: signed?.attachment_id ?? null, device_at: signed?.device_at ?? '' },
    photos: sheet.photos,
    replaces,
    ...(sheet.corrects === undefined ? {} : { corrects: sheet.corrects }),
  }
}

/** A draft that begins with what the sheet `card` says. Pictures and the signature are made anew. */
export function correctionOf(card: SheetCard): SheetDraft {
  const answers = (card.checklist ?? []).map(({ key, result, value, note }) => [key, { result, value: value ?? '', note: note ?? '' }] as const)
  return {
    ...emptyDraft(),
    found: card.found,
    done: card.done,
    checklist: Object.fromEntries(answers),
    parts: (card.parts ?? []).map(({ name, model, code, quantity, unit }) => ({ name, model: model ?? '', ...filled('code', code ?? ''), quantity, unit })),
    tests: (card.tests ?? []).map(({ passed, note }) => ({ passed, note: note ?? '' })),
    corrects: card.id,
  }
}
