import type { Verdict } from '@/api/probing'

/** The key that a machine showed and nobody has confirmed yet. */
export function hostKeyOf({ code, text }: Pick<Verdict, 'code' | 'text'>): string | null {
  return code === 'reach.host_key_unconfirmed' ? (/SHA256:[A-Za-z0-9+/=]+/.exec(text)?.[0] ?? null) : null
}

/** The line that an administrator of the machine adds so that a refused target is allowed. */
export function allowLine({ code, text }: Pick<Verdict, 'code' | 'text'>): string | null {
  const named = /^\S+\s(.+?)\s(?:不是公网地址|不在允许读取)/.exec(text)?.[1]
  if (code === 'reach.not_allowed') return `allow_targets = "${named ?? ''}"`
  if (code === 'reach.file_not_allowed') return `probe_folders = "${(named ?? '').replace(/\/[^/]*$/, '') || '/'}"`
  return null
}
