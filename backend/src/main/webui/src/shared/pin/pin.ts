/**
 * A PIN of a few digits, between the person whose work it is and whoever holds their device for a moment. It keeps a
 * hand from what is not its business; it does not encrypt anything: ten thousand possibilities are soon tried by
 * somebody who can read the disk. Only a salted hash is kept, so that the digits themselves, which people use elsewhere
 * too, can not be read.
 */
export interface PinRecord {
  /** Base64. */
  salt: string
  iterations: number
  /** Base64. */
  hash: string
  /** Attempts since the last right one, each counted before it is looked at. */
  wrong: number
  /** Device time from which `waitMs` are waited. */
  waitFrom?: number
  waitMs?: number
}

/** Where an account's PIN lies. */
export interface PinStore {
  read: () => Promise<PinRecord | undefined>
  write: (record: PinRecord) => Promise<void>
}

export type PinTry = { result: 'right' } | { result: 'wrong'; left: number } | { result: 'wait'; ms: number }

export const PIN_MIN = 4
export const PIN_MAX = 6
export const WRONG_BEFORE_WAIT = 5
const FIRST_WAIT_MS = 30_000
const LONGEST_WAIT_MS = 15 * 60_000
const ITERATIONS = 600_000
const SALT_BYTES = 16
const HASH_BITS = 256

export const isPin = (digits: string): boolean => /^\d{4,6}$/.test(digits)

/** What nobody should choose: one digit repeated, or digits in a row. */
export function isEasyPin(digits: string): boolean {
  const steps = [...digits].slice(1).map((digit, at) => Number(digit) - Number(digits[at]))
  return steps.every((step) => step === steps[0]) && Math.abs(steps[0] ?? 2) <= 1
}

export async function makePin(digits: string, iterations = ITERATIONS): Promise<PinRecord> {
  if (!isPin(digits)) throw new RangeError('a PIN has 4 to 6 digits')
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  return { salt: toBase64(salt), iterations, hash: await hashOf(digits, salt, iterations), wrong: 0 }
}

/** How long to wait before the next attempt; 0 when one may be made. */
export function waitingMs(record: PinRecord, now: number): number {
  if (record.waitFrom === undefined || record.waitMs === undefined) return 0
  // A clock that was set back shortens nothing and makes no wait longer than it was.
  const passed = Math.max(0, now - record.waitFrom)
  return Math.max(0, record.waitMs - passed)
}

/** One attempt. It is counted on the disk before it is looked at, so that killing the app gives no further one. */
export async function tryPin(store: PinStore, digits: string, now = Date.now()): Promise<PinTry> {
  const record = await store.read()
  if (!record) throw new Error('there is no PIN to try')
  const waiting = waitingMs(record, now)
  if (waiting > 0) return { result: 'wait', ms: waiting }
  const wrong = record.wrong + 1
  const waitMs = wrong < WRONG_BEFORE_WAIT ? 0 : waitAfter(wrong)
  const { salt, iterations, hash } = record
  const counted: PinRecord = { salt, iterations, hash, wrong }
  await store.write(waitMs > 0 ? { ...counted, waitFrom: now, waitMs } : counted)
  if (isPin(digits) && sameText(await hashOf(digits, fromBase64(salt), iterations), hash)) {
    await store.write({ salt, iterations, hash, wrong: 0 })
    return { result: 'right' }
  }
  return waitMs > 0 ? { result: 'wait', ms: waitMs } : { result: 'wrong', left: WRONG_BEFORE_WAIT - wrong }
}

/** Half a minute after the fifth wrong attempt, twice as long after each further one, at most a quarter of an hour. */
function waitAfter(wrong: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (wrong - WRONG_BEFORE_WAIT))
}

async function hashOf(digits: string, salt: Uint8Array<ArrayBuffer>, iterations: number): Promise<string> {
  const bytes = new TextEncoder().encode(digits)
  const key = await crypto.subtle.importKey('raw', bytes, 'PBKDF2', false, ['deriveBits'])
  const derived = await crypto.subtle.deriveBits(
    { name: 'PBKDF2', hash: 'SHA-256', salt, iterations },
    key,
    HASH_BITS,
  )
  return toBase64(new Uint8Array(derived))
}

/** In the same time wherever they differ. */
function sameText(one: string, other: string): boolean {
  let difference = one.length ^ other.length
  for (let at = 0; at < one.length; at += 1) difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  return difference === 0
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text), (each) => each.charCodeAt(0))
