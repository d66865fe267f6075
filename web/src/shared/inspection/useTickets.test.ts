import { expect, it } from 'vitest'

import { namedIn } from './useTickets'

it('reads the ticket that an answer names', () => {
  const answers = { a: { value: 1, ticket_id: 't', ticket_number: 'EX-1' }, b: { value: 2, ticket_id: null, ticket_number: null } }
  expect(namedIn({ answers } as never, 'a')).toEqual({ id: 't', number: 'EX-1' })
  expect(namedIn({ answers } as never, 'b')).toBeUndefined()
  expect(namedIn({ answers } as never, 'c')).toBeUndefined()
  expect(namedIn(null, 'a')).toBeUndefined()
})
