import type { PlanBody } from '@/api/emergencies'

/** A plan as it is typed: numbers are texts, nothing is absent. */
export interface Draft {
  scenario: string
  levels: { title: string; criteria: string }[]
  roles: { role: string; holder: string; tasks: string; commander: boolean }[]
  contacts: { id: string | null; post: string; phone: string }[]
  steps: { role: string; text: string; minutes: string }[]
  standby: { system: string; how: string }[]
}

/** What a plan says, to be typed on; a new one begins with the roles that every one has. */
export function asDraft(body: PlanBody | null): Draft {
  const role = (name: string, commander: boolean) => ({ role: name, holder: '', tasks: '', commander })
  return {
    scenario: body?.scenario ?? '',
    levels: (body?.levels ?? []).map((one) => ({ ...one })),
    roles: body ? body.roles.map((one) => ({ role: one.role, holder: one.holder, tasks: one.tasks ?? '', commander: one.commander ?? false })) : [role('总指挥', true), role('技术负责人', false), role('联络人', false)],
    contacts: (body?.contacts ?? []).map((one) => ({ id: one.id ?? null, post: one.post, phone: one.phone ?? '' })),
    steps: (body?.steps ?? []).map((one) => ({ role: one.role, text: one.text, minutes: one.minutes?.toString() ?? '' })),
    standby: (body?.standby ?? []).map((one) => ({ ...one })),
  }
}

/** What was typed, as it is sent. */
export function asBody(draft: Draft): PlanBody {
  return {
    ...draft,
    contacts: draft.contacts.map((one) => ({ ...one, phone: one.phone.trim() === '' ? null : one.phone })),
    steps: draft.steps.map((one) => ({ ...one, minutes: one.minutes === '' ? null : Number(one.minutes) })),
  }
}
