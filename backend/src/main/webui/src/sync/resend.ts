/**
 * The server has less of mine than it acknowledged: it was restored. What it lost is offered again, unchanged but for
 * sequences of an earlier incarnation. That is what delivered work is kept 14 days for.
 */
import type { AccountDb, OutboxEntry } from '@/db/accountDb'
import type { Identity } from './identity'
import { ask, AT_ONCE } from './question'
import { askAgain, effectiveStatus, isDurable, storeTold, withReceipt } from './receipts'
import type { Transport } from './transport'
import { deliveredFiles, presentOf, waitAgain } from './upload'

function again(entry: OutboxEntry): OutboxEntry {
  const rest = { ...entry }
  delete rest.receivedAt
  delete rest.brought
  const refused = entry.kind === 'status.request' && effectiveStatus(entry) === 'parked'
  return { ...rest, state: 'sent', overlay: refused ? 0 : 1 }
}

/** Everything kept of the incarnation beyond the watermark. Inside a transaction over outbox and meta. */
export async function resendBeyond(db: AccountDb, incarnation: number, watermark: number): Promise<void> {
  const kept = await db.outbox.where('state').equals('final').toArray()
  const lost = kept.filter(
    (entry) => entry.incarnation === incarnation && (entry.operation?.sequence ?? 0) > watermark,
  )
  await offerAgain(db, lost)
  const identity = await db.read<Identity>('identity')
  if (identity?.incarnation === incarnation)
    await db.write('identity', { ...identity, acknowledged: Math.min(identity.acknowledged, watermark) })
  // Work of earlier incarnations and files have no watermark: ask.
  await askAgain(db)
}

async function offerAgain(db: AccountDb, entries: OutboxEntry[]): Promise<void> {
  const identity = await db.read<Identity>('identity')
  if (!identity || entries.length === 0) return
  const { incarnation } = identity
  let { sequence } = identity
  const ordered = [...entries].sort((a, b) => (a.order ?? 0) - (b.order ?? 0))
  const offered: OutboxEntry[] = []
  for (const entry of ordered) {
    if (!entry.operation) continue
    const own = entry.incarnation === incarnation
    const operation = own ? entry.operation : { ...entry.operation, sequence: (sequence += 1) }
    offered.push({ ...again(entry), operation, incarnation })
  }
  await db.outbox.bulkPut(offered)
  await db.write('identity', { ...identity, sequence })
}

/** Asks what the server still has of everything kept here, once after it may have lost some. */
export async function recheckDelivered(db: AccountDb, transport: Transport): Promise<void> {
  const until = await db.read<number | true>('recheck')
  if (until === undefined) return
  const kept = await db.outbox
    .where('state')
    .equals('final')
    .filter((entry) => until === true || (entry.told ?? 0) <= until)
    .primaryKeys()
  for (let from = 0; from < kept.length; from += AT_ONCE) {
    const ids = kept.slice(from, from + AT_ONCE)
    await ask(db, transport, ids, async ({ receipts = [], unknown = [] }) => {
      const told: OutboxEntry[] = []
      const durable = receipts.filter(isDurable)
      const entries = await db.outbox.bulkGet(durable.map((receipt) => receipt.operation))
      for (const [index, receipt] of durable.entries()) {
        const entry = entries[index]
        if (entry?.state === 'final') told.push(withReceipt(entry, receipt, undefined))
      }
      await storeTold(db, told)
      const lost = (await db.outbox.bulkGet(unknown)).filter((entry) => entry?.state === 'final')
      await offerAgain(db, lost as OutboxEntry[])
    })
  }
  const files = await deliveredFiles(db)
  const present = await presentOf(transport, files)
  await waitAgain(
    db,
    files.filter((hash) => !present.has(hash)),
  )
  await db.meta.delete('recheck')
}
