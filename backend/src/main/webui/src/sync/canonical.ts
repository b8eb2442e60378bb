/**
 * One text for equal JSON, the same as the server's: fields sorted by the UTF-16 code units of their names, no white
 * space, numbers without exponent or trailing zeros, the shortest escapes. Values are compared by it, because the order
 * of fields depends on who wrote them.
 */
import { sha256Hex } from './digest'

const encoder = new TextEncoder()

export function canonicalText(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'number') return plainNumber(value)
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object') return String(value)
  const fields = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, each]) => `${quoted(name)}:${canonicalText(each)}`)
  return `{${fields.join(',')}}`
}

export const canonicalSha256 = (value: unknown): Promise<string> => hashOf(canonicalText(value))

/** SHA-256 of a text's UTF-8 bytes. */
export const hashOf = (text: string): Promise<string> => sha256Hex(encoder.encode(text))

export const sameValue = (a: unknown, b: unknown): boolean => a === b || canonicalText(a) === canonicalText(b)

/** The server writes the digits of an escape as capitals, `JSON.stringify` as small letters. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/\\(u00[0-9a-f]{2}|.)/g, (whole, escape: string) =>
    escape.length > 1 ? `\\u${escape.slice(1).toUpperCase()}` : whole,
  )

function plainNumber(value: number): string {
  const text = String(value === 0 ? 0 : value)
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match
  const power = Number(exponent)
  const digits = whole + fraction
  return power < 0 ? `${sign}0.${'0'.repeat(-power - 1)}${digits}` : sign + digits.padEnd(power + 1, '0')
}

/**
 * What two deliveries of one operation share. The sequence is left out: a device that had to take a new incarnation
 * numbers again and keeps ids.
 */
export function contentHash(operation: object): Promise<string> {
  const content: Record<string, unknown> = { ...operation }
  delete content.sequence
  return canonicalSha256(content)
}
