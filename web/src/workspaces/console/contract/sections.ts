/** What every rule of a contract carries. */
export interface Rule {
  id: string
  clause: string
  assumed: string | null
  title: string
}

export interface WindowRule extends Rule {
  hours: string | null
  special_hours: string | null
}

export interface Instalment extends Rule {
  percent: string
  amount: string
  conditions: string[]
}

/** Groups of rules that are listed by title and clause, in the order of the page. */
export const GROUPS = ['inspections', 'backups', 'certificates', 'reports', 'acceptances', 'staffing', 'duties', 'penalties'] as const

export type Group = (typeof GROUPS)[number]

/** The sections of a contract's text as the server sends them; the format may grow, so that nothing is taken for granted. */
export type Sections = Record<string, unknown>

export function windowsOf(sections: Sections): WindowRule[] {
  return rules<WindowRule>(sections.windows)
}

export function totalOf(sections: Sections): string | null {
  const total = record(sections.payments).total
  return typeof total === 'string' ? total : null
}

export function instalmentsOf(sections: Sections): Instalment[] {
  return rules<Instalment>(record(sections.payments).instalments)
}

export function groupsOf(sections: Sections): { group: Group; rules: Rule[] }[] {
  return GROUPS.map((group) => ({ group, rules: rules<Rule>(sections[group]) })).filter(({ rules }) => rules.length > 0)
}

/** Every clause that has a rule on the page, to know whether a clause that was asked for is there. */
export function clausesOf(sections: Sections): Set<string> {
  const all: Rule[] = [...windowsOf(sections), ...instalmentsOf(sections), ...groupsOf(sections).flatMap((one) => one.rules)]
  return new Set(all.map((rule) => rule.clause))
}

function rules<R extends Rule>(section: unknown): R[] {
  return Array.isArray(section) ? section.filter((one): one is R => typeof record(one).title === 'string' && typeof record(one).clause === 'string') : []
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
