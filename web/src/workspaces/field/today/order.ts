import type { WorkItem } from '@/api/field'

/** What is due first stands first; what is due together by distance; what has no deadline last. */
export function inOrder(items: WorkItem[], metres: (item: WorkItem) => number | null): WorkItem[] {
  const due = (item: WorkItem): number => (item.nearest ? Date.parse(item.nearest.due_at) : Number.POSITIVE_INFINITY)
  const far = (item: WorkItem): number => metres(item) ?? Number.POSITIVE_INFINITY
  return [...items].sort((one, other) => compare(due(one), due(other)) || compare(far(one), far(other)))
}

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1
}
