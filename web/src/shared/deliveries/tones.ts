import type { Order, OrderState, ReaderState } from '@/api/deliveries'

export const STATES: OrderState[] = ['paid', 'made', 'shipped', 'failed', 'returned', 'delivered', 'cancelled']
export const READER_STATES: ReaderState[] = ['in_use', 'sent_in', 'in_repair', 'repaired', 'recalled', 'scrapped']

export const TONES: Record<OrderState, string> = { paid: '', made: 'run', shipped: 'run', failed: 'warn', returned: 'warn', delivered: 'good', cancelled: '' }
export const READER_TONES: Record<ReaderState, string> = { in_use: 'good', sent_in: 'run', in_repair: 'run', repaired: 'run', recalled: 'warn', scrapped: '' }

/** What is to be said of an order's time, besides its state. */
export function markOf(order: Pick<Order, 'late' | 'ahead' | 'state'>): 'late' | 'behind' | 'ahead' | null {
  if (order.late) return order.state === 'delivered' ? 'behind' : 'late'
  return order.ahead ? 'ahead' : null
}
