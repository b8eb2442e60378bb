/**
 * Opens a session: limits, clock, scopes and what the server wants done. The request carries an attempt that is on the
 * disk before it is sent and repeated until an answer is; so a lost answer is told from a copy of this store.
 */
import { tablesOf, type AccountDb } from '@/db/accountDb'
import { laterHlc } from './clock'
import { APP_VERSION, beginAttempt, ensureIdentity, renumber, type Identity } from './identity'
import { isSignatureRefused, signatureOf } from './keys'
import { planFills, startRefill } from './refill'
import { resendBeyond } from './resend'
import type { DeviceTime } from './time'
import type { Transport } from './transport'
import { DEFAULT_LIMITS, type Limits, type SessionResponse } from './wire'

/** How far the server's clock is ahead of this device's, as measured. Evidence for people; nothing is decided by it. */
export interface ClockOffset {
  ms: number
  roundTripMs: number
  measuredAt: number
}

const encoder = new TextEncoder()

export async function openSession(
  db: AccountDb,
  transport: Transport,
  name: string,
  time: DeviceTime,
): Promise<void> {
  await ensureIdentity(db, transport, name)
  const { identity, attempt } = await beginAttempt(db)
  const offset = await db.read<ClockOffset>('clockOffset')
  const request = {
    device: identity.device,
    incarnation: identity.incarnation,
    lease: identity.lease,
    attempt,
    acknowledged: identity.acknowledged,
    protocol: { min: 1, max: 1 },
    appVersion: APP_VERSION,
    clock: {
      wall: new Date().toISOString(),
      zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      ...(offset ? { offsetMs: offset.ms } : {}),
    },
  }
  const bytes = encoder.encode(JSON.stringify(request))
  const sent = Date.now()
  const response = await sendSigned(db, transport, identity, bytes)
  const received = Date.now()
  time.hear(response.serverTime)
  await db.transaction('rw', tablesOf(db), async () => {
    await storeSession(db, response)
    const server = Date.parse(response.serverTime)
    if (Number.isNaN(server)) return
    const ms = Math.round(server - (sent + received) / 2)
    const measured: ClockOffset = { ms, roundTripMs: received - sent, measuredAt: received }
    await db.write('clockOffset', measured)
  })
}

async function sendSigned(
  db: AccountDb,
  transport: Transport,
  identity: Identity,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<SessionResponse> {
  const send = async (): Promise<SessionResponse> => {
    const headers = identity.keyed ? await signatureOf(db, transport, bytes) : {}
    return transport.postExact<SessionResponse>('/sync/v1/session', bytes, headers)
  }
  try {
    return await send()
  } catch (error) {
    // The number may have been used up, or run out, by an answer that was lost: once more with a new one.
    if (isSignatureRefused(error)) return send()
    throw error
  }
}

/** Inside one transaction: the answer, what it commands, and the end of the attempt. */
async function storeSession(db: AccountDb, response: SessionResponse): Promise<void> {
  const before = await db.read<Identity>('identity')
  if (!before) return
  const incarnation = response.incarnation ?? before.incarnation
  const lease = response.lease ?? before.lease
  if (!(await renumber(db, incarnation, lease))) await db.write('identity', { ...before, lease })
  await db.meta.delete('attempt')
  await db.write('limits', { ...DEFAULT_LIMITS, ...response.limits } satisfies Limits)
  await db.write('hlc', laterHlc(await db.read<string>('hlc'), response.hlc))
  if (response.scopes) await db.write('scopes', response.scopes)
  const epoch = await db.read<string>('epoch')
  const foreign = epoch !== undefined && epoch !== response.epoch
  await db.write('epoch', response.epoch)
  if (foreign) await startRefill(db, 'another history')
  await obey(db, response, before)
  await planFills(db)
}

async function obey(db: AccountDb, response: SessionResponse, before: Identity): Promise<void> {
  const commands = response.commands ?? []
  const lost = response.watermark < before.acknowledged
  for (const command of lost && !commands.includes('resend') ? ['resend', ...commands] : commands) {
    if (command === 'resend') await resendBeyond(db, before.incarnation, response.watermark)
    else if (command === 're-bootstrap') await startRefill(db, 'commanded')
    else if (command === 'wipe-after-push') await db.write('wipe', true)
    // `new-incarnation` is carried out by the incarnation the answer names; others are from the future.
  }
}
