/**
 * When the disk is full. A write that does not fit is undone by the database and told to the person; but handing work
 * over needs a few writes of its own. For these a reserve lies ready: it is given up first, and made again when there
 * is room.
 */
import type { AccountDb } from './accountDb'

const RESERVE_BYTES = 2 * 1024 * 1024
/** The reserve is only made where it does not itself take the room it is to keep. */
const RESERVE_SHARE = 20
/** What `getRandomValues` gives at once. */
const RANDOM_BYTES = 65_536

/**
 * The first of a browser's words for it is of its own share of the disk. When the disk itself is full, the browser
 * undoes what it was writing and closes the store.
 */
const FULL = ['QuotaExceededError', 'AbortError', 'UnknownError', 'DatabaseClosedError', 'OpenFailedError']

/** Whether a write failed because the disk, or the browser's share of it, is full. */
export function isQuotaError(error: unknown): boolean {
  let full = false
  for (let each: unknown = error, depth = 0; each instanceof Object && depth < 5; depth += 1) {
    const { name, inner, cause, failures } = each as {
      name?: unknown
      inner?: unknown
      cause?: unknown
      failures?: unknown[]
    }
    if (name === 'NewerStoreError') return false
    full ||= FULL.includes(String(name))
    each = inner ?? cause ?? failures?.[0]
  }
  return full
}

/** Gives the reserve up. False when there was none. */
export async function releaseReserve(db: AccountDb): Promise<boolean> {
  if ((await db.read('reserve')) === undefined) return false
  await db.meta.delete('reserve')
  return true
}

/** Makes the reserve when there is none and plenty of room. */
export async function keepReserve(
  db: AccountDb,
  estimate: () => Promise<StorageEstimate> = () => navigator.storage.estimate(),
): Promise<void> {
  if ((await db.meta.where('key').equals('reserve').count()) > 0) return
  const { quota = 0, usage = 0 } = await estimate()
  if (quota - usage < RESERVE_BYTES * RESERVE_SHARE) return
  // Random: what can be packed keeps less room than it seems.
  const bytes = new Uint8Array(RESERVE_BYTES)
  for (let from = 0; from < RESERVE_BYTES; from += RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(from, from + RANDOM_BYTES))
  }
  await db.write('reserve', bytes)
}
