import type { ImportFinding } from '@/api/contracts'
import type { ApiProblem } from '@/api/problem'

export type Severity = ImportFinding['severity']

/** Something about the text: a finding of the check, or an error because of which it cannot be read. */
export interface Note {
  /** Stable within one check: its place in the list. */
  key: number
  severity: Severity
  message: string
  followed: string | null
  places: { clause: string; text: string | null; line: number | null; column: number | null }[]
}

export const SEVERITIES: Severity[] = ['error', 'warning', 'note']

/** Findings, the graver ones first. */
export function notesOf(findings: readonly ImportFinding[]): Note[] {
  const ordered = SEVERITIES.flatMap((severity) => findings.filter((finding) => finding.severity === severity))
  return ordered.map(({ severity, message, followed, places }, key) => ({
    key,
    severity,
    message,
    followed,
    places: places.map(({ clause, text, line }) => ({ clause, text, line: line ?? null, column: null })),
  }))
}

/** What a refusal says about the text: errors with line and column, or the findings that stop it. */
export function notesOfRefusal(refusal: ApiProblem): Note[] {
  const { errors, findings } = refusal.body
  if (Array.isArray(findings)) return notesOf(findings as ImportFinding[])
  if (!refusal.is('contracts.bad_text') || !Array.isArray(errors)) return []
  return (errors as { line?: number; column?: number; field?: string; message: string }[]).map((error, key) => ({
    key,
    severity: 'error',
    message: error.message,
    followed: null,
    places: [{ clause: error.field ?? '', text: null, line: error.line ?? null, column: error.column ?? null }],
  }))
}

/** Notes by the lines on which they stand. */
export function byLine(notes: readonly Note[]): Map<number, Note[]> {
  const lines = new Map<number, Note[]>()
  for (const note of notes) {
    for (const line of new Set(note.places.map((place) => place.line))) {
      if (line !== null) lines.set(line, [...(lines.get(line) ?? []), note])
    }
  }
  return lines
}

/** The first line of a note, where it has one. */
export function lineOf(note: Note): number | null {
  return note.places.find((place) => place.line !== null)?.line ?? null
}

/** The gravest of several. */
export function gravest(notes: readonly Note[]): Severity {
  return SEVERITIES.find((severity) => notes.some((note) => note.severity === severity)) ?? 'note'
}
