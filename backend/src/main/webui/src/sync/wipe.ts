/**
 * The office took the tablet out of service. What was written goes to the server first; only when all of it is durable
 * there is the store emptied, in one transaction that looks once more, and then the server is told.
 */
import { ProblemError } from '@/api/problem'
import { forgetDb, tablesOf, type AccountDb } from '@/db/accountDb'
import type { Identity } from './identity'
import type { Transport } from './transport'

/** Empties the store when that was commanded and nothing waits here any more. */
export async function wipeWhenDelivered(db: AccountDb): Promise<boolean> {
  if ((await db.read('wipe')) !== true) return false
  return db.transaction('rw', tablesOf(db), async () => {
    const identity = await db.read<Identity>('identity')
    const waiting =
      (await db.edits.count()) +
      (await db.outbox.where('state').notEqual('final').count()) +
      (await db.media.where('state').notEqual('done').count())
    if (waiting > 0 || (await db.read('recheck')) !== undefined || !identity) return false
    for (const table of tablesOf(db)) await table.clear()
    await db.write('wiped', identity.device)
    return true
  })
}

/** Tells the server and deletes the empty store. True when this store is one that was wiped. */
export async function finishWipe(db: AccountDb, transport: Transport): Promise<boolean> {
  const device = await db.read<string>('wiped')
  if (device === undefined) return false
  try {
    await transport.post(`/sync/v1/devices/${device}/wiped`, {})
  } catch (error) {
    if (!(error instanceof ProblemError) || ![403, 404, 405, 409, 410].includes(error.status)) throw error
  }
  await db.delete()
  forgetDb(db)
  return true
}
