/** What the pages of emergencies say. */
export const emergencies = {
} as const
