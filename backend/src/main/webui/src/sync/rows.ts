/** The server's rows on this device: how they come, how they leave a scope, and what keeps them. */
import type { AccountDb, Membership, OutboxEntry, StoredRow } from '@/db/accountDb'
import {
  effectiveStatus,
  isCovered,
  isDurable,
  isInEffect,
  isPassed,
  storeTold,
  withReceipt,
} from './receipts'
import type { Assignment, PulledRow, Receipt, VisitDocument } from './wire'

/** How a row came: by a page of a pull, or by a snapshot, which replaces what stands. */
export interface Coming {
  generation: number
  fill?: number
  /** Receipts up to this number were stored before the rows were asked for. */
  asked: number
  /** Server time. */
  now?: number
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
  const came = rows.filter((row) => row.op === 'upsert')
  const receipts = came.filter((row) => row.entity === 'receipt').map((row) => row.body as Receipt)
  await applyReceipts(db, receipts, coming.now)
  // The last row of each visit, and the first of each receipt: what is told before a row, the row shows.
  const visits = new Map(came.map((row, at) => [row.entity === 'visit' ? row.id : '', at]))
  const told = new Map(came.map((row, at) => [row.entity === 'receipt' ? row.id : '', at]))
  await db.outbox
    .where('overlay')
    .equals(1)
    .filter(({ id, state, visit, told: number = 0 }) => {
      const at = visits.get(visit)
      if (state !== 'final' || at === undefined) return false
      return number <= coming.asked || (told.get(id) ?? Infinity) < at
    })
    .modify({ brought: true })
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

/** Receipts that changed after the push: a held operation was released, a parked one adopted. */
async function applyReceipts(db: AccountDb, receipts: Receipt[], now: number | undefined): Promise<void> {
  const entries = await db.outbox.bulkGet(receipts.map((receipt) => receipt.operation))
  const told: OutboxEntry[] = []
  for (const [index, entry] of entries.entries()) {
    const receipt = receipts[index]
    if (!entry || !receipt || !isDurable(receipt)) continue
    const next = withReceipt(entry, receipt, now)
    // A fill brings every receipt again; only one that says something else begins anew.
    if (entry.state === 'final' && effectiveStatus(next) === effectiveStatus(entry)) await db.outbox.put(next)
    else told.push(next)
  }
  await storeTold(db, told)
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

/** Only these scopes are the person's. */
export async function keepOnly(db: AccountDb, scopes: readonly string[]): Promise<void> {
  const known = (await db.rows.orderBy('scopes').uniqueKeys()) as string[]
  for (const scope of known) if (!scopes.includes(scope)) await leaveScope(db, scope)
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

/**
 * The scopes that hold a visit's row, or would: a visit's row is where its assignment is. `left`: no scope holds the
 * row any more, work keeps it here.
 */
export async function homesOf(db: AccountDb, visit: string): Promise<{ left: boolean; scopes: string[] }> {
  const row = await db.rows.get(['visit', visit])
  if (row) return { left: row.scopes.length === 0, scopes: row.scopes }
  const assignment = await db.rows
    .where('entity')
    .equals('assignment')
    .filter((each) => (each.body as Assignment).visit === visit && each.scopes.length > 0)
    .first()
  return { left: false, scopes: assignment?.scopes ?? [] }
}

/** Whether nothing keeps the visit here but operations in effect that the horizon has passed. */
async function isOver(db: AccountDb, visit: string, horizon: bigint): Promise<boolean> {
  const operations = await db.outbox.where('visit').equals(visit).toArray()
  const waiting = operations.filter(
    (entry) =>
      entry.state !== 'final' ||
      (entry.overlay === 1 &&
        effectiveStatus(entry) !== 'parked' &&
        !(isInEffect(entry) && isPassed(entry, horizon))),
  )
  const files = await db.media
    .where('visit')
    .equals(visit)
    .filter((entry) => entry.state !== 'done')
    .count()
  return waiting.length + files + (await db.edits.where('visit').equals(visit).count()) === 0
}

/** Operations that the rows show leave the overlay; in it they could only hide somebody else's edit. */
export async function settleOverlay(db: AccountDb, horizon: string): Promise<void> {
  const passed = BigInt(horizon)
  await db.write('horizon', horizon)
  // As long as the server may have lost them, nothing is known of what it shows.
  if ((await db.read('recheck')) !== undefined) return
  const shown = (await db.outbox.where('overlay').equals(1).toArray()).filter(isInEffect)
  const settled: string[] = []
  for (const entry of shown) {
    const { left, scopes } = await homesOf(db, entry.visit)
    // No page brings a row again that left: nothing leaves the screen before the row does. One that is still to come
    // hides nothing: until then what I wrote is all there is to see.
    const covered = left ? await isOver(db, entry.visit, passed) : isCovered(entry, scopes.length > 0, passed)
    if (covered) settled.push(entry.id)
  }
  for (const id of settled) {
    await db.outbox.update(id, { overlay: 0 })
  }
}

/** Scopes whose digests would tell whether the rows show what is in effect: the horizon passed it and no row came. */
export async function scopesInDoubt(db: AccountDb): Promise<Set<string>> {
  const doubtful = new Set<string>()
  const horizon = await db.read<string>('horizon')
  if (horizon === undefined || (await db.read('recheck')) !== undefined) return doubtful
  const shown = (await db.outbox.where('overlay').equals(1).toArray()).filter(isInEffect)
  for (const entry of shown.filter((each) => isPassed(each, BigInt(horizon)))) {
    for (const scope of (await homesOf(db, entry.visit)).scopes) doubtful.add(scope)
  }
  return doubtful
}

/** The server holds what this device holds of the scope, so everything in effect is in the rows. */
export async function settleEqual(db: AccountDb, scope: string, asked: number): Promise<void> {
  if ((await db.read('recheck')) !== undefined) return
  const shown = (await db.outbox.where('overlay').equals(1).toArray()).filter(isInEffect)
  for (const entry of shown.filter((each) => (each.told ?? 0) <= asked)) {
    const { scopes } = await homesOf(db, entry.visit)
    if (scopes.includes(scope)) await db.outbox.update(entry.id, { overlay: 0 })
  }
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
