/**
 * Asks what the server has of operations. The question shows the lease and moves it like a session: what it tells is
 * known by a lease that a server set back to before the answer does not know. Without an answer the next session shows
 * the same attempt.
 */
import type { AccountDb } from '@/db/accountDb'
import { beginAttempt, type Identity } from './identity'
import type { Transport } from './transport'
import type { StatusResponse } from './wire'

export const AT_ONCE = 1000

/** @param store stores the answer, inside the transaction over outbox and meta that stores the lease */
export async function ask(
  db: AccountDb,
  transport: Transport,
  ids: string[],
  store: (told: StatusResponse) => Promise<void>,
): Promise<void> {
  const { identity, attempt } = await beginAttempt(db)
  const { device, incarnation, lease } = identity
  const request = { device, incarnation, lease, attempt, ids }
  const told = await transport.post<StatusResponse>('/sync/v1/operations/status', request)
  await db.transaction('rw', db.outbox, db.meta, async () => {
    const now = await db.read<Identity>('identity')
    // An answer that comes after its attempt was given up tells nothing that the lease vouches for.
    if (!now || (await db.read<string>('attempt')) !== attempt) return
    await db.write('identity', { ...now, lease: told.lease ?? now.lease })
    await db.meta.delete('attempt')
    await store(told)
  })
}
