/**
 * From the server to the rows. A page and its cursor are one local transaction, so a kill in the middle repeats a page
 * and never skips one.
 */
import type { AccountDb, StoredRow } from '@/db/accountDb'
import { ProblemError } from '@/api/problem'
import { effectiveStatus, withReceipt } from './receipts'
import { startRefill, type Identity } from './session'
import type { Transport } from './transport'
import type { Assignment, PulledRow, PullResponse, Receipt, VisitDocument } from './wire'
import { tablesOf } from './work'

export interface PullOutcome {
  rows: number
  more: boolean
}

export async function pullOnce(db: AccountDb, transport: Transport): Promise<PullOutcome> {
  const identity = await db.read<Identity>('identity')
  if (!identity) return { rows: 0, more: false }
  const cursor = (await db.read<string>('cursor')) ?? null
  let page: PullResponse
  try {
    page = await transport.post<PullResponse>('/sync/v1/pull', { device: identity.device, cursor })
  } catch (error) {
    const lost = ['epoch-changed', 'cursor-diverged', 'cursor-expired']
    if (cursor !== null && error instanceof ProblemError && lost.includes(error.code)) {
      await db.transaction('rw', db.meta, () => startRefill(db))
      return { rows: 0, more: true }
    }
    throw error
  }
  await applyPage(db, page)
  return { rows: page.rows.length, more: page.more }
}

export async function applyPage(db: AccountDb, page: PullResponse): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    const generation = (await db.read<number>('generation')) ?? 0
    for (const row of page.rows) await applyRow(db, row, generation)
    for (const scope of page.leftScopes ?? []) {
      for (const row of await db.rows.where('scopes').equals(scope).toArray())
        await leave(db, row, scope, 'left')
    }
    await db.write('cursor', page.cursor)
    if (page.more) return
    await dropOldGenerations(db, generation)
    await settleOverlay(db, page.horizon)
    await dropUnpinned(db)
    await db.write('asOf', page.asOf)
  })
}

async function applyRow(db: AccountDb, row: PulledRow, generation: number): Promise<void> {
  const known = await db.rows.get([row.entity, row.id])
  if (row.op !== 'upsert') {
    if (known) await leave(db, known, row.scope, row.op)
    return
  }
  const scopes = [...new Set([...(known?.scopes ?? []), row.scope])]
  // Scopes are read apart, so an older copy of the row may come after a newer one through another scope.
  // In a refill what comes is what counts: the server may have been restored to an earlier point.
  const newer = known !== undefined && known.generation === generation && known.rev > row.rev
  const body = newer ? known.body : row.body
  const rev = newer ? known.rev : row.rev
  await db.rows.put({ entity: row.entity, id: row.id, scopes, rev, body, generation })
  if (row.entity === 'receipt') await applyReceipt(db, row.body as Receipt)
}

/** A receipt that changed after the push: a held operation was released, a parked one adopted. */
async function applyReceipt(db: AccountDb, receipt: Receipt): Promise<void> {
  const entry = await db.outbox.get(receipt.operation)
  if (entry) await db.outbox.put(withReceipt(entry, receipt, Date.now()))
}

async function leave(db: AccountDb, row: StoredRow, scope: string, how: 'left' | 'deleted'): Promise<void> {
  const scopes = row.scopes.filter((each) => each !== scope)
  if (scopes.length > 0) await db.rows.put({ ...row, scopes })
  else await db.rows.put({ ...row, scopes, gone: how })
}

async function dropOldGenerations(db: AccountDb, generation: number): Promise<void> {
  await db.rows
    .filter((row) => row.generation < generation && row.gone === undefined)
    .modify((row) => {
      row.scopes = []
      row.gone = 'left'
    })
}

/** What the horizon has passed is in the rows now; keeping it in the overlay could only hide somebody else's edit. */
async function settleOverlay(db: AccountDb, horizon: string): Promise<void> {
  const passed = BigInt(horizon)
  await db.outbox
    .where('overlay')
    .equals(1)
    .filter((entry) => {
      if (entry.state !== 'final') return false
      const status = effectiveStatus(entry)
      if (status !== 'applied' && status !== 'superseded') return false
      const visibleAt = entry.receipt?.visibleAt
      return visibleAt === null || visibleAt === undefined || BigInt(visibleAt) < passed
    })
    .modify({ overlay: 0 })
}

/** Visits with work of mine that has not safely arrived. */
export async function pinnedVisits(db: AccountDb): Promise<Set<string>> {
  const edits = (await db.edits.orderBy('visit').uniqueKeys()) as string[]
  const waiting = await db.outbox.where('state').anyOf('queued', 'sent').toArray()
  const overlay = await db.outbox.where('overlay').equals(1).toArray()
  // What is parked lies safe with the office; it needs this device no more.
  const held = overlay.filter((entry) => effectiveStatus(entry) !== 'parked')
  const files = await db.media.where('state').notEqual('done').toArray()
  return new Set([...edits, ...[...waiting, ...held, ...files].map((entry) => entry.visit)])
}

/**
 * Rows no scope holds any more go, unless unsent work needs them; a checklist stays as long as a visit shown needs it.
 */
async function dropUnpinned(db: AccountDb): Promise<void> {
  const gone = await db.rows.filter((row) => row.gone !== undefined).toArray()
  if (gone.length === 0) return
  const pinned = await pinnedVisits(db)
  const visitOf = (row: StoredRow): string =>
    row.entity === 'assignment' ? (row.body as Assignment).visit : row.id
  const going = gone.filter(
    (row) =>
      row.entity !== 'checklist' &&
      !(['assignment', 'visit'].includes(row.entity) && pinned.has(visitOf(row))),
  )
  await db.rows.bulkDelete(going.map((row): [string, string] => [row.entity, row.id]))
  const users = await db.rows.where('entity').anyOf('assignment', 'visit').toArray()
  const used = new Set(users.map((row) => (row.body as Assignment | VisitDocument).checklist))
  const unused = gone.filter((row) => row.entity === 'checklist' && !used.has(row.id))
  await db.rows.bulkDelete(unused.map((row): [string, string] => [row.entity, row.id]))
}
