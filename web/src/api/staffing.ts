/** People on a contract: positions, changes, presence on site, trainings. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components } from './schema'
import type { Sent } from './types'

type Schemas = components['schemas']

export type Holder = Sent<Schemas['PositionHolder']>
export type Position = Omit<Sent<Schemas['StaffPosition']>, 'holders' | 'before'> & { holders: Holder[]; before: Holder[] }
export type Team = Sent<Schemas['StaffTeam']>
export type OnSiteWindow = Schemas['OnSiteWindow']
export interface Board {
  today: string
  team: Team | null
  positions: Position[]
  windows: OnSiteWindow[]
}
export type QualificationStanding = Schemas['QualificationStanding']
export type Qualification = Omit<Sent<Schemas['StaffQualification']>, 'files'> & { files: RecordFile[] }
export type Member = Omit<Sent<Schemas['StaffMember']>, 'qualifications'> & { qualifications: Qualification[] }
export type NewMember = Schemas['NewStaffMember']
export type ChangeState = Schemas['StaffChangeState']
export type Change = Omit<Sent<Schemas['StaffChange']>, 'handover'> & { handover: Sent<Schemas['HandoverItem']>[] }
export type DayState = Schemas['OnSiteDayState']
export type Present = Sent<Schemas['OnSiteRecord']>
export type PresenceDay = Omit<Schemas['OnSiteDay'], 'people'> & { people: Present[] }
export type Absence = Sent<Schemas['StaffAbsence']>
export type Post = Omit<Sent<Schemas['OnSitePost']>, 'days' | 'absences'> & { days: PresenceDay[]; absences: Absence[] }
export interface Month {
  from: string
  to: string
  today: string
  posts: Post[]
}
export type MyPost = Sent<Schemas['MyOnSitePost']>
export type TrainingState = Schemas['TrainingState']
export type Attendee = Sent<Schemas['TrainingAttendee']>
export type Training = Omit<Sent<Schemas['Training']>, 'people' | 'files'> & { people: Attendee[]; files: RecordFile[] }
export type TrainingRule = Sent<Schemas['TrainingRule']>
export interface TrainingBoard {
  today: string
  rules: TrainingRule[]
  items: Training[]
}

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function asRead(one: { id: string; version: number }): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id: one.id }, header: { 'If-Match': `"${one.version}"` } } }
}

export const people = {
  board: async (contract: string): Promise<Board> => (await answer(api.GET('/api/v1/contracts/{id}/staffing', at(contract)))) as Board,
  list: async (contract: string): Promise<Member[]> => (await answer(api.GET('/api/v1/contracts/{id}/staff', at(contract)))) as Member[],
  add: async (contract: string, body: NewMember): Promise<Member> => (await answer(api.POST('/api/v1/contracts/{id}/staff', { ...at(contract), body }))) as Member,
  edit: async (one: Member, body: NewMember): Promise<Member> => (await answer(api.PUT('/api/v1/staff/{id}', { ...asRead(one), body }))) as Member,
  qualify: (id: string, body: Schemas['NewStaffQualification']): Promise<unknown> => answer(api.POST('/api/v1/staff/{id}/qualifications', { ...at(id), body })),
  unqualify: (id: string): Promise<unknown> => answer(api.DELETE('/api/v1/staff-qualifications/{id}', at(id))),
  assign: (contract: string, body: Schemas['NewStaffAssignment']): Promise<unknown> => answer(api.POST('/api/v1/contracts/{id}/staff-assignments', { ...at(contract), body })),
  end: (assignment: string, body: Schemas['StaffAssignmentEnd']): Promise<unknown> => answer(api.POST('/api/v1/staff-assignments/{id}/end', { ...at(assignment), body })),
  addFile: (id: string, file: File): Promise<unknown> => {
    const form = fileForm(file)
    return answer(api.POST('/api/v1/staff-qualifications/{id}/files', { ...at(id), body: { file: file.name }, bodySerializer: () => form }))
  },
}

export const changes = {
  list: async (contract: string): Promise<Change[]> => (await answer(api.GET('/api/v1/contracts/{id}/staff-changes', at(contract)))) as Change[],
  announce: async (contract: string, body: Schemas['NewStaffChange']): Promise<Change> => (await answer(api.POST('/api/v1/contracts/{id}/staff-changes', { ...at(contract), body }))) as Change,
  depart: async (contract: string, body: Schemas['StaffDeparture']): Promise<Change> => (await answer(api.POST('/api/v1/contracts/{id}/staff-departures', { ...at(contract), body }))) as Change,
  decide: async (id: string, body: Schemas['StaffChangeDecision']): Promise<Change> => (await answer(api.POST('/api/v1/staff-changes/{id}/decide', { ...at(id), body }))) as Change,
  tick: async (id: string, item: number, done: boolean): Promise<Change> => (await answer(api.POST('/api/v1/staff-changes/{id}/handover', { ...at(id), body: { item, done } }))) as Change,
  finish: async (id: string): Promise<Change> => (await answer(api.POST('/api/v1/staff-changes/{id}/finish', at(id)))) as Change,
  withdraw: async (id: string): Promise<Change> => (await answer(api.POST('/api/v1/staff-changes/{id}/withdraw', at(id)))) as Change,
}

export const presence = {
  month: async (contract: string, month: string): Promise<Month> => (await answer(api.GET('/api/v1/contracts/{id}/presence', { params: { path: { id: contract }, query: { month } } }))) as Month,
  mine: async (): Promise<MyPost[]> => (await answer(api.GET('/api/v1/me/posts'))) as MyPost[],
  tap: async (contract: string, body: Schemas['OnSiteTap']): Promise<Present> => (await answer(api.POST('/api/v1/contracts/{id}/presence', { ...at(contract), body }))) as Present,
  correct: (contract: string, body: Schemas['OnSiteCorrection']): Promise<unknown> => answer(api.PUT('/api/v1/contracts/{id}/presence', { ...at(contract), body })),
  absent: (contract: string, body: Schemas['NewStaffAbsence']): Promise<unknown> => answer(api.POST('/api/v1/contracts/{id}/absences', { ...at(contract), body })),
}

export const trainings = {
  board: async (contract: string): Promise<TrainingBoard> => (await answer(api.GET('/api/v1/contracts/{id}/trainings', at(contract)))) as TrainingBoard,
  get: async (id: string): Promise<Training> => (await answer(api.GET('/api/v1/trainings/{id}', at(id)))) as Training,
  plan: async (contract: string, body: Schemas['NewTraining']): Promise<Training> => (await answer(api.POST('/api/v1/contracts/{id}/trainings', { ...at(contract), body }))) as Training,
  edit: async (one: Training, body: Schemas['TrainingEdit']): Promise<Training> => (await answer(api.PATCH('/api/v1/trainings/{id}', { ...asRead(one), body }))) as Training,
  hold: async (id: string, held_on: string): Promise<Training> => (await answer(api.POST('/api/v1/trainings/{id}/hold', { ...at(id), body: { held_on } }))) as Training,
  confirm: async (id: string, body: Schemas['TrainingDecision']): Promise<Training> => (await answer(api.POST('/api/v1/trainings/{id}/confirm', { ...at(id), body }))) as Training,
  cancel: async (id: string, reason: string): Promise<Training> => (await answer(api.POST('/api/v1/trainings/{id}/cancel', { ...at(id), body: { reason } }))) as Training,
  list: async (id: string, body: Schemas['NewTrainingAttendee']): Promise<Training> => (await answer(api.POST('/api/v1/trainings/{id}/attendees', { ...at(id), body }))) as Training,
  unlist: (attendee: string): Promise<unknown> => answer(api.DELETE('/api/v1/training-attendees/{id}', at(attendee))),
  sign: async (attendee: string, image: string): Promise<Training> => (await answer(api.POST('/api/v1/training-attendees/{id}/sign', { ...at(attendee), body: { image } }))) as Training,
  rate: async (attendee: string, score: number, comment: string | null): Promise<Training> => (await answer(api.POST('/api/v1/training-attendees/{id}/rate', { ...at(attendee), body: { score, comment } }))) as Training,
  addFile: (id: string, part: string, file: File): Promise<unknown> => {
    const form = fileForm(file)
    return answer(api.POST('/api/v1/trainings/{id}/files', { params: { path: { id }, query: part === '' ? {} : { part } }, body: { file: file.name }, bodySerializer: () => form }))
  },
}

/** Where a file is saved from. */
export function fileHref(id: string): string {
  return `/api/v1/staffing/files/${id}`
}
