/** Accounts of the demonstration; `jianyue demo` prints them at its start. */
export const accounts = {
  hotline: process.env.JIANYUE_ACCOUNT ?? 'agent',
  engineer: 'engineer',
  official: 'official',
  member: 'member',
  finance: 'finance',
  // Signs in from two places at once.
  elsewhere: 'engineer4',
  auditor: 'auditor',
  system: 'sysadmin',
  security: 'secadmin',
  password: process.env.JIANYUE_PASSWORD ?? 'Jianyue-demo-2026',
}
