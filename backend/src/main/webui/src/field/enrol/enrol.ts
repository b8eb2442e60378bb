/**
 * Enrolment by a code from the office: this installation becomes a new device of the person the code is for. The key is
 * on the disk before the server hears of it, so that the same request can be made again when its answer was lost: the
 * code is used up then, and the key is what shows that it is the same tablet that asks.
 */
import { api } from '@/api/client'
import { accountDb, forgetDb, type AccountDb } from '@/db/accountDb'
import type { SignedIn } from '@/session/store'
import { APP_VERSION, type Identity } from '@/sync/identity'
import { deviceKey, publicJwk } from '@/sync/keys'

interface Redeemed {
  device: string
  incarnation: number
  lease: string
  session: SignedIn
}

/** Keeps the key until it is known whose store it belongs to. No account has this name. */
const WAITING = 'enrolling'

export async function enrolByCode(code: string, name: string): Promise<SignedIn> {
  const waiting = accountDb(WAITING)
  const key = await deviceKey(waiting)
  const redeemed = await api.post<Redeemed>('/sync/v1/enrol', {
    json: { code, name, platform: 'web', appVersion: APP_VERSION, key: await publicJwk(key) },
    anonymous: true,
  })
  await becomeDevice(accountDb(redeemed.session.account.id), redeemed, key)
  await waiting.delete()
  forgetDb(waiting)
  return redeemed.session
}

/**
 * From now on this store is that device. Whatever is in it stays: operations keep their ids and get new sequences, and
 * the server is asked what it has of those that were delivered.
 */
export async function becomeDevice(
  db: AccountDb,
  device: { device: string; incarnation: number; lease: string },
  key: CryptoKeyPair,
): Promise<void> {
  await db.transaction('rw', db.meta, db.outbox, async () => {
    const before = await db.read<Identity>('identity')
    if (before?.device === device.device) return
    let sequence = 0
    for (const entry of await db.outbox.where('state').equals('sent').sortBy('order')) {
      if (!entry.operation) continue
      sequence += 1
      await db.outbox.update(entry.id, {
        operation: { ...entry.operation, sequence },
        incarnation: device.incarnation,
      })
    }
    const identity: Identity = {
      device: device.device,
      incarnation: device.incarnation,
      lease: device.lease,
      sequence,
      acknowledged: 0,
      keyed: true,
    }
    await db.write('key', key)
    await db.write('identity', identity)
    // What was under way or commanded was so for the device this store was before.
    await db.meta.bulkDelete(['inflight', 'attempt', 'wipe', 'wiped'])
    if (before) await db.write('recheck', true)
  })
}
