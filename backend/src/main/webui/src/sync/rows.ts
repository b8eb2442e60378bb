/** The server's rows on this device: how they come, how they leave a scope, and what keeps them. */
import type { AccountDb, Membership, StoredRow } from '@/db/accountDb'
import { effectiveStatus, withReceipt } from './receipts'
import type { Assignment, PulledRow, Receipt, VisitDocument } from './wire'

/** How a row came: by a page of a pull, or by a snapshot, which replaces what stands. */
export interface Coming {
  generation: number
  fill?: number
}

/** Rows in the order they came, read and written at once: one by one a first fill would take minutes on a tablet. */
export async function applyRows(db: AccountDb, rows: readonly PulledRow[], coming: Coming): Promise<void> {
  const keyOf = ({ entity, id }: PulledRow): [string, string] => [entity, id]
  const known = await db.rows.bulkGet(rows.map(keyOf))
  const held = new Map<string, StoredRow>()
  for (const row of known) if (row) held.set(`${row.entity}/${row.id}`, row)
  const changed = new Map<string, StoredRow>()
  for (const row of rows) {
    const key = `${row.entity}/${row.id}`
    const before = changed.get(key) ?? held.get(key)
    if (row.op === 'upsert') changed.set(key, joined(before, row, coming))
    else if (before) changed.set(key, withoutScope(before, row.scope, row.op))
  }
  await db.rows.bulkPut([...changed.values()])
  for (const { entity, op, body } of rows) {
    if (entity === 'receipt' && op === 'upsert') await applyReceipt(db, body as Receipt)
  }
}

function joined(known: StoredRow | undefined, row: PulledRow, { generation, fill }: Coming): StoredRow {
  const { scope, entity, id } = row
  // Scopes are read apart, so an older copy of the row may come after a newer one through another scope. In a refill
  // what comes is what counts: the server may have been restored to an earlier point.
  const older = known !== undefined && known.generation === generation && known.rev > row.rev
  const { rev, body } = older && fill === undefined ? known : row
  const member: Membership = { rev: row.rev, fill: fill ?? known?.members[scope]?.fill ?? 0 }
  const members = { ...known?.members, [scope]: member }
  return { entity, id, scopes: Object.keys(members), members, rev, body, generation }
}

function withoutScope(row: StoredRow, scope: string, how: 'left' | 'deleted'): StoredRow {
  const members = Object.fromEntries(Object.entries(row.members).filter(([each]) => each !== scope))
  const scopes = Object.keys(members)
  return scopes.length > 0 ? { ...row, members, scopes } : { ...row, members, scopes, gone: how }
}

/** A receipt that changed after the push: a held operation was released, a parked one adopted. */
async function applyReceipt(db: AccountDb, receipt: Receipt): Promise<void> {
  const entry = await db.outbox.get(receipt.operation)
  if (entry) await db.outbox.put(withReceipt(entry, receipt, Date.now()))
}

/** Takes rows out of a scope; `except` tells which it still holds. */
export async function leaveScope(
  db: AccountDb,
  scope: string,
  except: (row: StoredRow) => boolean = () => false,
): Promise<void> {
  const rows = await db.rows.where('scopes').equals(scope).toArray()
  const leaving = rows.filter((row) => !except(row))
  await db.rows.bulkPut(leaving.map((row) => withoutScope(row, scope, 'left')))
}

export async function dropOldGenerations(db: AccountDb, generation: number): Promise<void> {
  await db.rows
    .filter((row) => row.generation < generation && row.gone === undefined)
    .modify((row) => {
      row.scopes = []
      row.members = {}
      row.gone = 'left'
    })
}

/** What the horizon has passed is in the rows now; keeping it in the overlay could only hide somebody else's edit. */
export async function settleOverlay(db: AccountDb, horizon: string): Promise<void> {
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
export async function dropUnpinned(db: AccountDb): Promise<void> {
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
