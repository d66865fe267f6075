import type { FeedSource } from '@/api/hotline'

const OPTION: Record<FeedSource['algorithm'], string> = { 'hmac-sm3': '-sm3', 'hmac-sha256': '-sha256' }

export function feedAddress(origin: string, id: string): string {
  return `${origin}/api/v1/hotline/feed/${id}`
}

/** A script that reports one call, for a shell; the secret comes from the surroundings and never stands in it. */
export function exampleOf(origin: string, source: Pick<FeedSource, 'id' | 'algorithm' | 'lines'> | null): string {
  const address = feedAddress(origin, source?.id ?? '<id>')
  const line = source?.lines[0]?.line ?? '4008'
  // A name of a line may hold anything; inside quotes of a shell an apostrophe would end them.
  const quoted = JSON.stringify(line).replaceAll("'", "'\\''")
  return [
    'SECRET=...   # 接入时显示的密钥',
    `BODY='{"events":[{"id":"e-'$(date +%s)'","call_id":"c-'$(date +%s)'","event":"arrived","at":"'$(date -Iseconds)'","line":${quoted},"number":"01062000000"}]}'`,
    'TIME=$(date +%s)',
    `SIGN=$(printf '%s.%s' "$TIME" "$BODY" | openssl dgst ${OPTION[source?.algorithm ?? 'hmac-sm3']} -hmac "$SECRET" | sed 's/.* //')`,
    `curl -sS -X POST "${address}" -H 'Content-Type: application/json' \\`,
    '  -H "X-Jianyue-Timestamp: $TIME" -H "X-Jianyue-Signature: $SIGN" --data-binary "$BODY"',
  ].join('\n')
}
