import type { LocationQuery } from 'vue-router'

import type { Caller } from '@/api/presence'
import type { ContractSummary } from '@/api/types'

/** What a phone system says of a call, in the address that it opens. */
export interface Call {
  number: string
  /** Prefix or slug of the contract whose line was called. */
  line: string
  /** The phone system's own id of the call. */
  call: string
}

/** Only what can be a number and an id; anything longer is not from a phone system. */
export function callFrom(query: LocationQuery): Call {
  return { number: one(query.number, 40).replace(/[^\d+]/g, ''), line: one(query.line, 60), call: one(query.call, 100) }
}

function one(value: LocationQuery[string] | undefined, most: number): string {
  return typeof value === 'string' ? value.trim().slice(0, most) : ''
}

export function contractOf(line: string, contracts: ContractSummary[]): ContractSummary | null {
  const wanted = line.toLowerCase()
  return contracts.find((contract) => contract.prefix.toLowerCase() === wanted || contract.slug.toLowerCase() === wanted) ?? null
}

/** The draft that a call opens: its own, so that a ticket that is being written is not lost. */
export function draftName(call: Call): string {
  return `call-${call.call || call.number}`
}

/** What is filled in before anybody types. */
export function filledIn(call: Call, caller: Caller | null, contract: string): Record<string, string> {
  return { channel: 'phone', phone: call.number, contract, call: call.call, reporter: caller?.name ?? '', unit: caller?.unit ?? '' }
}
