import { t, word } from '@/i18n'

/** What a template or a macro can say of a ticket. */
export const VARIABLES = ['number', 'title', 'reporter', 'unit', 'contract', 'case', 'state', 'due', 'clause', 'me', 'today'] as const

export interface VariableFault {
  /** From 1, as people count. */
  line: number
  column: number
  /** Null where the brackets were not closed. */
  name: string | null
}

/** Variables that there are not, and brackets that were left open, each with its place. */
export function faultsOf(text: string): VariableFault[] {
  const faults: VariableFault[] = []
  let at = text.indexOf('{{')
  while (at >= 0) {
    const end = text.indexOf('}}', at)
    const name = end < 0 ? null : text.slice(at + 2, end).trim()
    if (name === null || !VARIABLES.some((one) => one === name)) faults.push({ ...placeOf(text, at), name })
    at = end < 0 ? -1 : text.indexOf('{{', end + 2)
  }
  return faults
}

function placeOf(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

export function sayFault({ line, column, name }: VariableFault): string {
  return name === null ? t('texts.unclosed', { line, column }) : t('texts.unknown', { line, column, name })
}

/** The text with each variable as the word for what will stand there. */
export function sampleOf(text: string): string {
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (hole, name: string) => (VARIABLES.some((one) => one === name) ? `〔${word('variable', name)}〕` : hole))
}
