/** What a receipt means for the operation it answers. */
import type { OutboxEntry } from '@/db/accountDb'
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

/** The entry after a receipt, whether it came with the push or later as a row. */
export function withReceipt(entry: OutboxEntry, receipt: Receipt, now: number): OutboxEntry {
  const rest: OutboxEntry = { ...entry }
  delete rest.notBefore
  if (!isDurable(receipt)) {
    if (receipt.status === 'skipped') return { ...rest, state: 'sent', receipt }
    const wait = receipt.status === 'retry' ? Math.max(SOONEST_MS, receipt.afterMs ?? RETRY_MS) : UNKNOWN_MS
    return { ...rest, state: 'sent', receipt, notBefore: now + wait }
  }
  const final: OutboxEntry = { ...rest, state: 'final', receipt, receivedAt: entry.receivedAt ?? now }
  // A submission that could not be accepted must not look like one.
  if (entry.kind === 'status.request' && effectiveStatus(final) === 'parked') final.overlay = 0
  return final
}
