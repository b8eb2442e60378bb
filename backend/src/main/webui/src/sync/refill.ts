/**
 * Filling again what a cursor cannot bring: everything, after the server became another set of data, or single scopes.
 * The rows stay on the screen until their scope has come whole; the outbox and what it pins is never touched.
 */
import { nextNumber, type AccountDb, type Fill } from '@/db/accountDb'
import { askAgain } from './receipts'
import { keepOnly } from './rows'

/** Forgets the cursor, not the rows. Inside a transaction over every table. */
export async function startRefill(db: AccountDb, why: 'another history' | 'commanded'): Promise<void> {
  await db.meta.bulkDelete(['cursor', 'horizon', 'merge', 'planned', 'verifiedAt'])
  await db.fills.clear()
  await nextNumber(db, 'generation')
  if (why !== 'another history') return
  // The server may have been restored to an earlier day: ask what it still has of mine.
  await askAgain(db)
  // Positions of another epoch compare with nothing; what is durable is in the rows once all of them have come.
  await db.outbox
    .where('overlay')
    .equals(1)
    .filter((entry) => entry.receipt?.visibleAt !== undefined)
    .modify((entry) => {
      entry.brought = false
      if (entry.receipt) entry.receipt.visibleAt = null
    })
}

/** With no cursor, every scope is to come by snapshot; done once. Inside a transaction over every table. */
export async function planFills(db: AccountDb): Promise<void> {
  if ((await db.read('cursor')) !== undefined || (await db.read('planned')) === true) return
  const scopes = (await db.read<string[]>('scopes')) ?? []
  // What is not filled now is as if it had never been here: a pull may bring the scope later, from its beginning.
  if (scopes.length > 0) await keepOnly(db, scopes)
  for (const scope of scopes) await planFill(db, scope, 'bootstrap')
  await db.write('planned', true)
}

/** Begins to fill a scope; one under way begins anew. */
export async function planFill(db: AccountDb, scope: string, reason: Fill['reason']): Promise<void> {
  await db.fills.put({ scope, reason, number: await nextNumber(db, 'fill') })
}
