/**
 * From the server to the rows. A page and its cursor are one local transaction, so a kill in the middle repeats a page
 * and never skips one.
 */
import { ProblemError } from '@/api/problem'
import { tablesOf, type AccountDb } from '@/db/accountDb'
import type { Identity } from './identity'
import { toldSoFar } from './receipts'
import { planFill, startRefill } from './refill'
import { applyRows, dropOldGenerations, dropUnpinned, keepOnly, leaveScope, settleOverlay } from './rows'
import type { Transport } from './transport'
import type { PullResponse } from './wire'

export interface PullOutcome {
  rows: number
  more: boolean
  /** The cursor was of no use: `all` is to come again, or the `scopes` that are planned. */
  refill?: 'all' | 'scopes'
}

export async function pullOnce(db: AccountDb, transport: Transport, now?: number): Promise<PullOutcome> {
  const identity = await db.read<Identity>('identity')
  if (!identity) return { rows: 0, more: false }
  const cursor = (await db.read<string>('cursor')) ?? null
  const merge = (await db.read<string[]>('merge')) ?? []
  const asked = await toldSoFar(db)
  const request = { device: identity.device, cursor, ...(merge.length > 0 ? { merge } : {}) }
  let page: PullResponse
  try {
    page = await transport.post<PullResponse>('/sync/v1/pull', request)
  } catch (error) {
    const refill = await refillAfter(db, error, cursor !== null || merge.length > 0)
    if (refill === null) throw error
    return { rows: 0, more: false, refill }
  }
  await applyPage(db, page, asked, now)
  return { rows: page.rows.length, more: page.more }
}

async function refillAfter(
  db: AccountDb,
  error: unknown,
  hasCursor: boolean,
): Promise<PullOutcome['refill'] | null> {
  if (!(error instanceof ProblemError) || !hasCursor) return null
  const { code, problem } = error
  return db.transaction('rw', tablesOf(db), async () => {
    if (code === 'cursor-expired' && Array.isArray(problem.scopes) && problem.scopes.length > 0) {
      for (const scope of problem.scopes) await planFill(db, String(scope), 'expired')
      return 'scopes'
    }
    if (code === 'epoch-changed' || code === 'cursor-diverged') await startRefill(db, 'another history')
    else if (code === 'cursor-expired' || code === 'bad-envelope') await startRefill(db, 'commanded')
    else return null
    return 'all'
  })
}

/** `asked`: the receipts that were stored before the page was asked for. `now`: server time. */
export async function applyPage(
  db: AccountDb,
  page: PullResponse,
  asked: number,
  now?: number,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    const generation = (await db.read<number>('generation')) ?? 0
    await applyRows(db, page.rows, { generation, asked, now })
    for (const scope of page.leftScopes ?? []) await leaveScope(db, scope)
    await db.write('cursor', page.cursor)
    await db.meta.delete('merge')
    if (page.scopes) await db.write('scopes', page.scopes)
    if (page.more) return
    await dropOldGenerations(db, generation)
    // What a history that was given up left behind is in no list of what has left.
    if (page.scopes) await keepOnly(db, page.scopes)
    await settleOverlay(db, page.horizon)
    await dropUnpinned(db)
    await db.write('asOf', page.asOf)
  })
}
