/**
 * Hybrid logical clock: 48 bits of milliseconds and 16 bits of counter, written as 16 hex digits whose text order is
 * their order in time. It only ever moves forward, past everything this device wrote and everything the server
 * acknowledged, so a tablet whose clock is set back cannot write something "older" than what it wrote before.
 */
const ZERO_HLC = '0000000000000000'
const COUNTER_MAX = 0xffff

export const isHlc = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{16}$/.test(text)

export function nextHlc(last: string | null | undefined, wallMs: number): string {
  const previous = isHlc(last) ? last : ZERO_HLC
  const lastMs = parseInt(previous.slice(0, 12), 16)
  const lastCounter = parseInt(previous.slice(12), 16)
  const wall = Math.max(0, Math.floor(wallMs))
  if (wall > lastMs) return format(wall, 0)
  return lastCounter < COUNTER_MAX ? format(lastMs, lastCounter + 1) : format(lastMs + 1, 0)
}

/** The later of two readings; what the server sends back is merged this way. */
export const laterHlc = (a: string | null | undefined, b: string | null | undefined): string => {
  const left = isHlc(a) ? a : ZERO_HLC
  const right = isHlc(b) ? b : ZERO_HLC
  return left > right ? left : right
}

const format = (ms: number, counter: number): string =>
  ms.toString(16).padStart(12, '0') + counter.toString(16).padStart(4, '0')
