/**
 * What the server knows this store as. One store, one device: sequence, clock, lease and outbox move in one
 * transaction. The lease shows the server whether two copies of a store are at work; then this one takes a new
 * incarnation: what is unsent is numbered again, ids stay, so nothing is lost and nothing doubles.
 */
import { ProblemError } from '@/api/problem'
import type { AccountDb } from '@/db/accountDb'
import { deviceKey, publicJwk } from './keys'
import { uuid7 } from './ids'
import { askAgain } from './receipts'
import type { Transport } from './transport'

export interface Identity {
  device: string
  incarnation: number
  lease: string
  /** The last sequence given to an operation of this incarnation. */
  sequence: number
  /** The highest of them with a durable receipt here. */
  acknowledged: number
  /** Enrolled with the public key of this store: sessions are signed. */
  keyed?: boolean
}

export const APP_VERSION = '0.1.0'

export async function ensureIdentity(db: AccountDb, transport: Transport, name: string): Promise<Identity> {
  const known = await db.read<Identity>('identity')
  if (known) return known
  // The key is on the disk before the server hears of it: a kill in between leaves no device that nobody can sign for.
  const made = await enrol(db, transport, name)
  return db.transaction('rw', db.meta, async () => {
    const other = await db.read<Identity>('identity')
    if (other) return other
    const identity: Identity = { ...made, sequence: 0, acknowledged: 0, keyed: true }
    await db.write('identity', identity)
    return identity
  })
}

interface Enrolled {
  device: string
  incarnation: number
  lease: string
}

async function enrol(db: AccountDb, transport: Transport, name: string): Promise<Enrolled> {
  const key = await publicJwk(await deviceKey(db))
  const asked = { name, platform: 'web', appVersion: APP_VERSION, key }
  const { device, incarnation, lease } = await transport.post<Enrolled>('/sync/v1/devices', asked)
  return { device, incarnation, lease }
}

/**
 * The server was set back to a day before this device: it becomes another one, and everything kept is asked for. Ids
 * stay, so nothing doubles should the old device come back.
 */
export async function enrolAgain(db: AccountDb, transport: Transport, name: string): Promise<void> {
  const made = await enrol(db, transport, name)
  await db.transaction('rw', db.meta, db.outbox, async () => {
    // No sequence of the old device means anything to the new one.
    await db.outbox.where('state').equals('final').modify({ incarnation: 0 })
    const none: Identity = { ...made, incarnation: 0, sequence: 0, acknowledged: 0, keyed: true }
    await db.write('identity', none)
    await renumber(db, made.incarnation, made.lease)
  })
}

/** The server has nothing against the request; it does not know who asks. */
export const isUnknownDevice = (error: unknown): boolean =>
  error instanceof ProblemError && error.status === 404 && error.code === 'not-found'

/** Takes the incarnation a `device-forked` answer names. False when the answer names none that is new. */
export async function adoptForked(db: AccountDb, error: ProblemError): Promise<boolean> {
  const { incarnation, lease } = error.problem
  if (!Number.isInteger(incarnation) || typeof lease !== 'string') return false
  return db.transaction('rw', db.meta, db.outbox, () => renumber(db, Number(incarnation), lease))
}

/** Inside a transaction over outbox and meta. */
export async function renumber(db: AccountDb, incarnation: number, lease: string): Promise<boolean> {
  const identity = await db.read<Identity>('identity')
  if (!identity || identity.incarnation >= incarnation) return false
  let sequence = 0
  for (const entry of await db.outbox.where('state').equals('sent').sortBy('order')) {
    if (!entry.operation) continue
    sequence += 1
    await db.outbox.update(entry.id, { operation: { ...entry.operation, sequence }, incarnation })
  }
  await db.write('identity', { ...identity, incarnation, lease, sequence, acknowledged: 0 })
  await db.meta.bulkDelete(['inflight', 'attempt'])
  // A server restored to an earlier day does not know the lease either: ask what it still has.
  await askAgain(db)
  return true
}

/**
 * What a session or a question shows the lease with. It is on the disk before it is sent, and the same until an answer
 * is stored: one that did not come may have moved the lease.
 */
export function beginAttempt(db: AccountDb): Promise<{ identity: Identity; attempt: string }> {
  return db.transaction('rw', db.meta, async () => {
    const identity = await db.read<Identity>('identity')
    if (!identity) throw new Error('whoever shows a lease is a device')
    const attempt = (await db.read<string>('attempt')) ?? uuid7()
    await db.write('attempt', attempt)
    return { identity, attempt }
  })
}

export const isUnanswered = async (db: AccountDb): Promise<boolean> =>
  (await db.read('attempt')) !== undefined

export const isForked = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && error.code === 'device-forked'
