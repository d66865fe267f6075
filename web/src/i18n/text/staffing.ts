/** What the pages of staffing say. */
export const staffing = {
} as const
