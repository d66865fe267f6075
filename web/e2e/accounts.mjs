/** Accounts of the demonstration; `jianyue demo` prints them at its start. */
export const accounts = {
  hotline: process.env.JIANYUE_ACCOUNT ?? 'agent',
  engineer: process.env.JIANYUE_ENGINEER ?? 'engineer',
  official: process.env.JIANYUE_OFFICIAL ?? 'official',
  password: process.env.JIANYUE_PASSWORD ?? 'Jianyue-demo-2026',
}
