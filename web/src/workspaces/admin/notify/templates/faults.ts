import type { ApiProblem } from '@/api/problem'
import { t } from '@/i18n'

/** Something that the server found wrong with a template, and where. */
export interface Place {
  field: 'name' | 'line' | 'body' | ''
  /** From 1; null where it is not about a line of a text. */
  line: number | null
  message: string
}

const FIELDS = ['name', 'line', 'body']

/** The faults that a refusal names; none where it was refused for something else. */
export function placesOf(problem: ApiProblem | null): Place[] {
  if (problem?.is('notify.bad_fields') !== true || !Array.isArray(problem.body.errors)) return []
  return problem.body.errors
    .filter((error): error is Record<string, unknown> => typeof error === 'object' && error !== null)
    .map(({ field, line, message }) => ({
      field: (FIELDS.includes(String(field)) ? field : '') as Place['field'],
      line: typeof line === 'number' ? line : null,
      // The server says the line in the message of a text, too.
      message: String(message).replace(/^第 \d+ 行：/, ''),
    }))
}

export function sayPlace({ field, line, message }: Place): string {
  return field === 'body' && line !== null ? `${t('tpl.atLine', { n: line })}${message}` : message
}

/** Where the line `n` (from 1) begins and ends in `text`, to be marked. */
export function lineSpan(text: string, n: number): [number, number] {
  const lines = text.split('\n')
  const from = lines.slice(0, n - 1).reduce((sum, line) => sum + line.length + 1, 0)
  return [from, from + (lines[n - 1]?.length ?? 0)]
}
