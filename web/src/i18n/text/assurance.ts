/** What the pages of assurance say. */
export const assurance = {
} as const
