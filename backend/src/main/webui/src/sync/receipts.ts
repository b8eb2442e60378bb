/** What a receipt means for the operation it answers. */
import { nextNumber, type AccountDb, type OutboxEntry } from '@/db/accountDb'
import type { Receipt } from './wire'

const RETRY_MS = 5_000
/** A server that says "at once" must not be asked without a pause. */
const SOONEST_MS = 1_000
/** A status this version does not know: keep the operation and ask again, but not at once. */
const UNKNOWN_MS = 60_000

/** With these the server has the operation; with any other, known or not, it stays here. */
const DURABLE = new Set(['applied', 'duplicate', 'superseded', 'held', 'parked'])

export const isDurable = (receipt: Receipt): boolean => DURABLE.has(receipt.status)

/** The stored status where the receipt only says that it is one. */
export function effectiveStatus(entry: Pick<OutboxEntry, 'receipt'>): string | null {
  const receipt = entry.receipt
  if (!receipt) return null
  return receipt.status === 'duplicate' ? (receipt.original ?? 'applied') : receipt.status
}

/** How long an operation is not offered again after this receipt; null when it may go with the next batch. */
export function waitAfter(receipt: Receipt): number | null {
  if (isDurable(receipt) || receipt.status === 'skipped') return null
  return receipt.status === 'retry' ? Math.max(SOONEST_MS, receipt.afterMs ?? RETRY_MS) : UNKNOWN_MS
}

/** The entry after a receipt, whether it came with the push or later as a row; `now` is the server's time. */
export function withReceipt(entry: OutboxEntry, receipt: Receipt, now: number | undefined): OutboxEntry {
  if (!isDurable(receipt)) return { ...entry, state: 'sent', receipt }
  const final: OutboxEntry = { ...entry, state: 'final', receipt }
  delete final.refused
  if (entry.receivedAt === undefined && now !== undefined) final.receivedAt = now
  // A submission that could not be accepted must not look like one.
  if (entry.kind === 'status.request' && effectiveStatus(final) === 'parked') final.overlay = 0
  return final
}

/**
 * Stores entries whose receipts came in this step. What was asked for before does not know of them. Inside a
 * transaction over outbox and meta.
 */
export async function storeTold(db: AccountDb, entries: OutboxEntry[]): Promise<void> {
  if (entries.length === 0) return
  const told = await nextNumber(db, 'told')
  await db.outbox.bulkPut(entries.map((entry) => ({ ...entry, told, brought: false })))
}

/** What a request sent now will know of. */
export const toldSoFar = async (db: AccountDb): Promise<number> => (await db.read<number>('told')) ?? 0

/**
 * The server may have lost work: whatever it confirmed until now it is asked for, before any row of its present counts.
 * Inside a transaction over meta.
 */
export async function askAgain(db: AccountDb): Promise<void> {
  const told = (await db.read<number>('told')) ?? 0
  await db.write('recheck', told)
}

/** Whether the server has the operation and it is in effect. */
export function isInEffect(entry: OutboxEntry): boolean {
  const status = effectiveStatus(entry)
  return entry.state === 'final' && (status === 'applied' || status === 'superseded')
}

/**
 * Whether the rows show what the operation did, so that the overlay need not. That the horizon passed it is not enough
 * for a row that is here: a later transaction above the horizon may have stamped the row anew, and then the page left
 * it out. For a row that is not here the horizon decides.
 */
export function isCovered(entry: OutboxEntry, rowIsHere: boolean, horizon: bigint): boolean {
  if (!isInEffect(entry)) return false
  return rowIsHere ? entry.brought === true : isPassed(entry, horizon)
}

export function isPassed({ receipt }: OutboxEntry, horizon: bigint): boolean {
  const visibleAt = receipt?.visibleAt
  return visibleAt === null || visibleAt === undefined || BigInt(visibleAt) < horizon
}
