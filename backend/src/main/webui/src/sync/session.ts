import type { AccountDb } from '@/db/accountDb'
import { ProblemError } from '@/api/problem'
import { laterHlc } from './clock'
import type { Transport } from './transport'
import { DEFAULT_LIMITS, type Limits, type SessionResponse } from './wire'

/** What the server knows this store as. One store, one device: sequence, clock and outbox move in one transaction. */
export interface Identity {
  device: string
  incarnation: number
  lease: string
  /** The last sequence given to an operation. */
  sequence: number
}

export const APP_VERSION = '0.1.0'

export async function ensureIdentity(db: AccountDb, transport: Transport, name: string): Promise<Identity> {
  const known = await db.read<Identity>('identity')
  if (known) return known
  const made = await transport.post<{ device: string; incarnation: number; lease: string }>(
    '/sync/v1/devices',
    {
      name,
      platform: 'web',
      appVersion: APP_VERSION,
    },
  )
  return db.transaction('rw', db.meta, async () => {
    const other = await db.read<Identity>('identity')
    if (other) return other
    const identity: Identity = {
      device: made.device,
      incarnation: made.incarnation,
      lease: made.lease,
      sequence: 0,
    }
    await db.write('identity', identity)
    return identity
  })
}

/** Opens a session; afterwards limits, lease and clock are those of the server. */
export async function openSession(db: AccountDb, transport: Transport, name: string): Promise<void> {
  const identity = await ensureIdentity(db, transport, name)
  const response = await transport
    .post<SessionResponse>('/sync/v1/session', {
      device: identity.device,
      incarnation: identity.incarnation,
      lease: identity.lease,
      protocol: { min: 1, max: 1 },
      appVersion: APP_VERSION,
      clock: { wall: new Date().toISOString(), zone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    })
    .catch(async (error: unknown) => {
      if (error instanceof ProblemError && error.code === 'device-forked') await adoptIncarnation(db, error)
      throw error
    })
  await db.transaction('rw', db.meta, db.outbox, db.rows, async () => {
    const current = (await db.read<Identity>('identity')) ?? identity
    await db.write('identity', { ...current, lease: response.lease })
    await db.write('limits', { ...DEFAULT_LIMITS, ...response.limits } satisfies Limits)
    await db.write('hlc', laterHlc(await db.read<string>('hlc'), response.hlc))
    await resendBeyond(db, response.watermark)
    const epoch = await db.read<string>('epoch')
    if (epoch !== undefined && epoch !== response.epoch) await startRefill(db)
    await db.write('epoch', response.epoch)
  })
}

/** The server has less of mine than it acknowledged: it was restored. What it lost is offered again, unchanged. */
async function resendBeyond(db: AccountDb, watermark: number | null | undefined): Promise<void> {
  if (typeof watermark !== 'number') return
  await db.outbox
    .where('state')
    .equals('final')
    .filter((entry) => (entry.operation?.sequence ?? 0) > watermark)
    .modify((entry) => {
      entry.state = 'sent'
      entry.overlay = 1
    })
}

/** Forget the cursor, not the rows: they stay on the screen until the whole set has come again. */
export async function startRefill(db: AccountDb): Promise<void> {
  await db.meta.delete('cursor')
  await db.write('generation', ((await db.read<number>('generation')) ?? 0) + 1)
}

/** Another copy of this store was active: unsent operations get new sequences, their ids stay. */
export async function adoptIncarnation(db: AccountDb, error: ProblemError): Promise<void> {
  const incarnation = Number(error.problem.incarnation)
  if (!Number.isInteger(incarnation)) return
  await db.transaction('rw', db.meta, db.outbox, async () => {
    const identity = await db.read<Identity>('identity')
    if (!identity || identity.incarnation >= incarnation) return
    const lease = typeof error.problem.lease === 'string' ? error.problem.lease : identity.lease
    let sequence = 0
    for (const entry of await db.outbox.where('state').equals('sent').sortBy('order')) {
      if (!entry.operation) continue
      sequence += 1
      await db.outbox.update(entry.id, { operation: { ...entry.operation, sequence } })
    }
    await db.write('identity', { ...identity, incarnation, lease, sequence })
    await db.meta.delete('inflight')
  })
}
