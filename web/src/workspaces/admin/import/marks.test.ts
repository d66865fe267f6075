import { describe, expect, it } from 'vitest'

import type { ImportFinding } from '@/api/contracts'
import { ApiProblem } from '@/api/problem'

import { byLine, gravest, lineOf, notesOf, notesOfRefusal } from './marks'

const finding = (severity: ImportFinding['severity'], ...lines: (number | null)[]): ImportFinding => ({
  code: 'x',
  severity,
  message: severity,
  places: lines.map((line) => ({ clause: '一', text: null, line })),
  followed: null,
})

describe('what is said about a text', () => {
  it('comes with the graver ones first, and stands on each of its lines once', () => {
    const notes = notesOf([finding('note', 3), finding('warning', 7, 3, 7)])
    expect(notes.map((note) => note.severity)).toEqual(['warning', 'note'])
    const lines = byLine(notes)
    expect(lines.get(3)?.map((note) => note.severity)).toEqual(['warning', 'note'])
    expect(lines.get(7)).toHaveLength(1)
    expect(gravest(lines.get(3) ?? [])).toBe('warning')
  })

  it('may stand nowhere in the file', () => {
    const [note] = notesOf([finding('note', null)])
    expect(note && lineOf(note)).toBeNull()
    expect(byLine(notesOf([finding('note', null)])).size).toBe(0)
  })

  it('is taken from a refusal: errors with line and column, or the findings that stop it', () => {
    const bad = new ApiProblem(422, 'contracts.bad_text', '', null, [], { errors: [{ line: 43, column: 9, field: 'term.start', message: '日期有误' }] })
    expect(notesOfRefusal(bad)).toMatchObject([{ severity: 'error', message: '日期有误', places: [{ clause: 'term.start', line: 43, column: 9 }] }])
    const refused = new ApiProblem(422, 'contracts.refused', '', null, [], { findings: [finding('error', 5)] })
    expect(notesOfRefusal(refused)).toHaveLength(1)
    expect(notesOfRefusal(new ApiProblem(409, 'contracts.same_text', ''))).toEqual([])
  })
})
