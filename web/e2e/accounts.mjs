/** Accounts of the demonstration; `jianyue demo` prints them at its start. */
export const accounts = {
  hotline: process.env.JIANYUE_ACCOUNT ?? 'rexian',
  engineer: process.env.JIANYUE_ENGINEER ?? 'gongcheng',
  official: process.env.JIANYUE_OFFICIAL ?? 'jiafang',
  password: process.env.JIANYUE_PASSWORD ?? 'rexian',
}
