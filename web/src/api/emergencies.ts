/** Emergencies: plans, what burns and how it is commanded, reports, drills, and contacts that are rung up. */

import { answer, api } from './client'
import { fileForm, type RecordFile } from './files'
import type { components, operations } from './schema'
import type { Page, Sent } from './types'

type Schemas = components['schemas']

export type State = Schemas['EmergencyState']
export type EntryKind = Schemas['EmergencyEntryKind']
export type PlanState = Schemas['EmergencyPlanState']
export type Standing = Schemas['EmergencyContactStanding']
export type DrillState = Schemas['EmergencyDrillState']
export type PlanBody = Schemas['EmergencyPlanBody']
export type PlanLine = Sent<Schemas['EmergencyPlanLine']>
export type PlanVersion = Sent<Schemas['EmergencyPlanVersion']>
export type Plan = PlanLine & { number: number; body: PlanBody; versions: PlanVersion[]; allowed_actions: string[]; version: number }
export type NewPlan = Schemas['NewEmergencyPlan']
export type RoleHolder = Schemas['EmergencyRoleHolder']
export type Emergency = Sent<Schemas['Emergency']>
export type Entry = Sent<Schemas['EmergencyEntry']>
export type Report = Schemas['EmergencyReport']
export type OpenedPlan = Schemas['EmergencyOpenedPlan']
export interface File {
  emergency: Emergency
  plan: OpenedPlan | null
  entries: Entry[]
  report: Report | null
  files: RecordFile[]
  allowed_actions: string[]
  now: string
}
export type Rule = Sent<Schemas['EmergencyRule']>
export type NewEmergency = Schemas['NewEmergency']
export type NewEntry = Schemas['NewEmergencyEntry']
export type Finding = Sent<Schemas['EmergencyFinding']>
export type Outcome = Sent<Schemas['EmergencyDrillOutcome']>
export type Drill = Omit<Sent<Schemas['EmergencyDrill']>, 'findings' | 'files' | 'outcome'> & { findings: Finding[]; files: RecordFile[]; outcome: Outcome | null }
export type NewDrill = Schemas['NewEmergencyDrill']
export type HeldDrill = Schemas['HeldEmergencyDrill']
export type Contact = Sent<Schemas['EmergencyContact']>
export type ContactTest = Sent<Schemas['EmergencyContactTest']>
export type NewTest = Schemas['NewEmergencyContactTest']
export type EmergencyQuery = NonNullable<operations['emergency_list']['parameters']['query']>

function at(id: string): { params: { path: { id: string } } } {
  return { params: { path: { id } } }
}

function from(id: string, version: number): { params: { path: { id: string }; header: { 'If-Match': string } } } {
  return { params: { path: { id }, header: { 'If-Match': `"${version}"` } } }
}

const of = (contract: string): { params: { query: { contract?: string } } } => ({ params: { query: contract === '' ? {} : { contract } } })

export async function list(query: EmergencyQuery): Promise<Page<Emergency>> {
  return (await answer(api.GET('/api/v1/emergencies', { params: { query } }))) as Page<Emergency>
}

export async function get(id: string): Promise<File> {
  return (await answer(api.GET('/api/v1/emergencies/{id}', at(id)))) as File
}

export async function rules(contract: string): Promise<Rule[]> {
  return (await answer(api.GET('/api/v1/contracts/{id}/emergency-rules', at(contract)))) as Rule[]
}

export async function open(contract: string, body: NewEmergency): Promise<File> {
  return (await answer(api.POST('/api/v1/contracts/{id}/emergencies', { ...at(contract), body }))) as File
}

/** Sent twice with the same id, it is there once. */
export async function log(id: string, body: NewEntry): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/entries', { ...at(id), body }))) as File
}

export async function takeRole(id: string, role: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/roles', { ...at(id), body: { role } }))) as File
}

export async function escalate(id: string, level: number, text: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/escalate', { ...at(id), body: { level, text } }))) as File
}

export async function standDown(id: string, text: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/stand-down', { ...at(id), body: { text } }))) as File
}

export async function report(id: string, body: Report): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/report', { ...at(id), body }))) as File
}

export async function agreeDay(id: string, on: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/report-day', { ...at(id), body: { on } }))) as File
}

export async function confirm(id: string, note: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/confirm', { ...at(id), body: { note } }))) as File
}

export async function giveBack(id: string, reason: string): Promise<File> {
  return (await answer(api.POST('/api/v1/emergencies/{id}/return', { ...at(id), body: { reason } }))) as File
}

export function addFile(id: string, part: string, file: globalThis.File): Promise<RecordFile> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/emergencies/{id}/files', { params: { path: { id }, query: { part } }, body: { file: file.name }, bodySerializer: () => form }))
}

export const fileHref = (id: string): string => `/api/v1/emergencies/files/${id}`

export async function plans(contract: string): Promise<PlanLine[]> {
  return ((await answer(api.GET('/api/v1/emergency-plans', of(contract)))) as { items: PlanLine[] }).items
}

export async function plan(id: string, number?: number): Promise<Plan> {
  return (await answer(api.GET('/api/v1/emergency-plans/{id}', { params: { path: { id }, query: number === undefined ? {} : { number } } }))) as Plan
}

export async function addPlan(contract: string, body: NewPlan): Promise<Plan> {
  return (await answer(api.POST('/api/v1/contracts/{id}/emergency-plans', { ...at(contract), body }))) as Plan
}

export async function editPlan(id: string, version: number, body: NewPlan): Promise<Plan> {
  return (await answer(api.PUT('/api/v1/emergency-plans/{id}', { ...from(id, version), body }))) as Plan
}

export async function publishPlan(id: string, version: number): Promise<Plan> {
  return (await answer(api.POST('/api/v1/emergency-plans/{id}/publish', from(id, version)))) as Plan
}

export async function agreePlan(id: string, version: number, note: string): Promise<Plan> {
  return (await answer(api.POST('/api/v1/emergency-plans/{id}/agree', { ...from(id, version), body: { note } }))) as Plan
}

export async function drills(contract: string, after?: string): Promise<Page<Drill>> {
  const query = { ...(contract === '' ? {} : { contract }), ...(after === undefined ? {} : { after }) }
  return (await answer(api.GET('/api/v1/emergency-drills', { params: { query } }))) as Page<Drill>
}

export async function planDrill(contract: string, body: NewDrill): Promise<Drill> {
  return (await answer(api.POST('/api/v1/contracts/{id}/emergency-drills', { ...at(contract), body }))) as Drill
}

/** Another day for a drill whose day has not passed. */
export async function moveDrill(id: string, planned_on: string, reason: string): Promise<Drill> {
  return (await answer(api.POST('/api/v1/emergency-drills/{id}/move', { ...at(id), body: { planned_on, reason } }))) as Drill
}

export async function holdDrill(id: string, body: HeldDrill): Promise<Drill> {
  return (await answer(api.POST('/api/v1/emergency-drills/{id}/hold', { ...at(id), body }))) as Drill
}

export async function endFinding(id: string, note: string): Promise<Drill> {
  return (await answer(api.POST('/api/v1/emergency-findings/{id}/done', { ...at(id), body: { note } }))) as Drill
}

export function addDrillFile(id: string, file: globalThis.File): Promise<RecordFile> {
  const form = fileForm(file)
  return answer(api.POST('/api/v1/emergency-drills/{id}/files', { ...at(id), body: { file: file.name }, bodySerializer: () => form }))
}

export async function contacts(contract: string): Promise<Contact[]> {
  return ((await answer(api.GET('/api/v1/emergency-contacts', of(contract)))) as { items: Contact[] }).items
}

export async function tests(contact: string): Promise<ContactTest[]> {
  return (await answer(api.GET('/api/v1/emergency-contacts/{id}/tests', at(contact)))) as ContactTest[]
}

export async function test(contact: string, body: NewTest): Promise<ContactTest> {
  return (await answer(api.POST('/api/v1/emergency-contacts/{id}/tests', { ...at(contact), body }))) as ContactTest
}
