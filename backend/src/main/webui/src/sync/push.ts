/**
 * From the outbox to the server. A batch is remembered before it is sent: when the answer is lost, exactly the same
 * batch is sent again, and the server answers with the stored receipts. An operation is marked only in the transaction
 * that stores its receipt.
 */
import { tablesOf, type AccountDb, type OutboxEntry } from '@/db/accountDb'
import { ProblemError } from '@/api/problem'
import { laterHlc } from './clock'
import { uuid7 } from './ids'
import { operationOf } from './folding'
import { adoptForked, isForked, type Identity } from './identity'
import { isDurable, storeTold, waitAfter, withReceipt } from './receipts'
import type { DeviceTime } from './time'
import type { Transport } from './transport'
import { DEFAULT_LIMITS, type Limits, type Operation, type PushResponse } from './wire'
import { foldAll } from './work'

interface Inflight {
  batch: string
  ids: string[]
}

/** Room for the envelope around the operations. */
const ENVELOPE_BYTES = 1024
/** What the server could not take by itself is offered again after this long. */
const LATER_MS = 3_600_000
/** As is one it said nothing of. */
const UNTOLD_MS = 5_000
const encoder = new TextEncoder()

export interface PushOutcome {
  sent: number
  /** Some operations were skipped or are left over: push again at once. */
  more: boolean
  /** Another copy of this store was at work; this one goes on under a new incarnation. */
  forked?: boolean
  /** An operation was put aside that the server could not take by itself. */
  refused?: ProblemError
}

/** Whether a batch may have been stored without this device knowing; it goes first, before the lease moves on. */
export const isBatchUnanswered = async (db: AccountDb): Promise<boolean> =>
  (await db.read('inflight')) !== undefined

export async function pushOnce(db: AccountDb, transport: Transport, time: DeviceTime): Promise<PushOutcome> {
  const made = await makeBatch(db, time)
  if (!made) return { sent: 0, more: false }
  const { identity, inflight, entries } = made
  const envelope = {
    device: identity.device,
    incarnation: identity.incarnation,
    lease: identity.lease,
    batch: inflight.batch,
    operations: entries.map((entry) => entry.operation),
  }
  let response: PushResponse
  try {
    response = await transport.postExact<PushResponse>(
      '/sync/v1/push',
      encoder.encode(JSON.stringify(envelope)),
    )
  } catch (error) {
    if (isUnreadable(error)) {
      const [alone, ...others] = inflight.ids
      await shrink(db, inflight.ids.length)
      if (alone === undefined || others.length > 0) return { sent: 0, more: true }
      await db.outbox.update(alone, { refused: error.code })
      time.putOff(alone, LATER_MS)
      return { sent: 0, more: true, refused: error }
    }
    // Nothing of the batch was stored: the same operations go again under the new incarnation.
    if (isForked(error) && (await adoptForked(db, error))) return { sent: 0, more: true, forked: true }
    throw error
  }
  time.hear(response.serverTime)
  for (const receipt of response.receipts) {
    const wait = waitAfter(receipt)
    if (wait !== null) time.putOff(receipt.operation, wait)
  }
  // A server that brings nothing forward is not asked again at once.
  if (!response.receipts.some(isDurable)) {
    const told = new Set(response.receipts.map((receipt) => receipt.operation))
    for (const id of inflight.ids) if (!told.has(id)) time.putOff(id, UNTOLD_MS)
  }
  const skipped = await storeReceipts(db, inflight, response)
  return { sent: entries.length, more: skipped || (await hasMore(db, time)) }
}

/** Something in the batch keeps the server from taking any of it: the others go without. Nothing of it was stored. */
const isUnreadable = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && (error.status === 413 || error.code === 'bad-envelope')

async function makeBatch(
  db: AccountDb,
  time: DeviceTime,
): Promise<{ identity: Identity; inflight: Inflight; entries: OutboxEntry[] } | null> {
  return db.transaction('rw', tablesOf(db), async () => {
    const identity = await db.read<Identity>('identity')
    if (!identity) return null
    const pending = await db.read<Inflight>('inflight')
    if (pending) {
      const entries = (await db.outbox.bulkGet(pending.ids)).filter((entry) => entry !== undefined)
      if (entries.length > 0) return { identity, inflight: pending, entries }
    }
    await foldAll(db)
    const limits = { ...DEFAULT_LIMITS, ...(await db.read<Limits>('limits')) }
    const most = Math.min(limits.pushOperations, (await db.read<number>('batchMost')) ?? Infinity)
    const waiting = await db.outbox.where('state').anyOf('queued', 'sent').sortBy('order')
    const entries: OutboxEntry[] = []
    const blocked = new Set<string>()
    let bytes = ENVELOPE_BYTES
    for (const entry of waiting) {
      // A visit's operations keep their order, so one that must wait holds back those after it, and no other visit's.
      if (!time.mayGo(entry.id)) blocked.add(entry.visit)
      if (blocked.has(entry.visit)) continue
      const operation = entry.operation ?? freeze(db, entry, identity)
      const size = encoder.encode(JSON.stringify(operation)).length + 1
      if (entries.length >= most || (entries.length > 0 && bytes + size > limits.pushBytes)) break
      if (!entry.operation) identity.sequence = operation.sequence
      entries.push({
        ...entry,
        operation,
        state: 'sent',
        incarnation: entry.incarnation ?? identity.incarnation,
      })
      bytes += size
    }
    if (entries.length === 0) return null
    const inflight: Inflight = { batch: uuid7(), ids: entries.map((entry) => entry.id) }
    await db.outbox.bulkPut(entries)
    await db.write('identity', identity)
    await db.write('inflight', inflight)
    return { identity, inflight, entries }
  })
}

/** The operation as it will be sent whenever it is; inside a transaction that keeps it and its sequence. */
export function freeze(db: AccountDb, entry: OutboxEntry, identity: Identity): Operation {
  const { id, hlc, known, visit, content, createdAt } = entry
  const sequence = identity.sequence + 1
  const wall = new Date(createdAt).toISOString().replace('.000Z', 'Z')
  return operationOf({ id, sequence, hlc, actor: db.account, known, visit, wall }, content)
}

/** Receipts, lease and clock in one step with the marks on the operations. Tells whether any was skipped. */
async function storeReceipts(db: AccountDb, inflight: Inflight, response: PushResponse): Promise<boolean> {
  return db.transaction('rw', db.outbox, db.meta, async () => {
    const byId = new Map(response.receipts.map((receipt) => [receipt.operation, receipt]))
    const identity = await db.read<Identity>('identity')
    if (!identity) return false
    let { acknowledged } = identity
    let skipped = false
    const at = Date.parse(response.serverTime)
    const told: OutboxEntry[] = []
    let hlc = laterHlc(await db.read<string>('hlc'), response.hlc)
    for (const entry of await db.outbox.bulkGet(inflight.ids)) {
      const receipt = entry && byId.get(entry.id)
      if (!receipt) continue
      const next = withReceipt(entry, receipt, Number.isNaN(at) ? undefined : at)
      if (isDurable(receipt)) told.push(next)
      else await db.outbox.put(next)
      if (receipt.status === 'skipped') skipped = true
      if (isDurable(receipt) && entry.incarnation === identity.incarnation)
        acknowledged = Math.max(acknowledged, entry.operation?.sequence ?? 0)
      hlc = laterHlc(hlc, receipt.effectiveHlc)
    }
    await storeTold(db, told)
    await db.write('hlc', hlc)
    const current = await db.read<Inflight>('inflight')
    // The lease belongs to the answer of the batch under way; a late answer of an earlier one moves nothing.
    const lease = current?.batch === inflight.batch ? (response.lease ?? identity.lease) : identity.lease
    await db.write('identity', { ...identity, lease, acknowledged })
    if (current?.batch === inflight.batch) await db.meta.bulkDelete(['inflight', 'batchMost'])
    // Progress is demanded of a server that skips: otherwise the timer asks again later.
    return skipped && response.receipts.some((receipt) => isDurable(receipt))
  })
}

async function shrink(db: AccountDb, tried: number): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    await db.meta.delete('inflight')
    await db.write('batchMost', Math.max(1, Math.floor(tried / 2)))
  })
}

async function hasMore(db: AccountDb, time: DeviceTime): Promise<boolean> {
  const waiting = await db.outbox
    .where('state')
    .anyOf('queued', 'sent')
    .filter((entry) => time.mayGo(entry.id) && entry.receipt?.status !== 'skipped')
    .count()
  return waiting > 0 || (await db.edits.count()) > 0
}
