/**
 * Receipts leave the scope with their visit. So whoever was away meanwhile must ask what became of an operation that
 * was held: no row will tell.
 */
import type { AccountDb, OutboxEntry } from '@/db/accountDb'
import { ask, AT_ONCE } from './question'
import { effectiveStatus, isDurable, storeTold, withReceipt } from './receipts'
import { homesOf } from './rows'
import type { Transport } from './transport'

const isHeld = (entry: OutboxEntry | undefined): entry is OutboxEntry =>
  entry?.state === 'final' && effectiveStatus(entry) === 'held'

/** Asks for held operations of visits that no scope holds. */
export async function askForHeld(db: AccountDb, transport: Transport): Promise<void> {
  const held = (await db.outbox.where('overlay').equals(1).toArray()).filter(isHeld)
  const ids: string[] = []
  for (const entry of held) if ((await homesOf(db, entry.visit)).scopes.length === 0) ids.push(entry.id)
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    await ask(db, transport, ids.slice(from, from + AT_ONCE), async ({ receipts = [] }) => {
      const entries = await db.outbox.bulkGet(receipts.map((receipt) => receipt.operation))
      const told = entries.flatMap((entry, index) => {
        const receipt = receipts[index]
        return isHeld(entry) && receipt && isDurable(receipt) ? [withReceipt(entry, receipt, undefined)] : []
      })
      await storeTold(db, told)
    })
  }
}
