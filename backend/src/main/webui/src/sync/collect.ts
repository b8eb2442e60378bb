import { tablesOf, type AccountDb } from '@/db/accountDb'
import { effectiveStatus } from './receipts'

/** Acknowledged work stays this long: a server restored to yesterday can ask for it again. */
export const KEEP_MS = 14 * 24 * 3_600_000

/**
 * Clears what arrived long ago by the server's time; a tablet's clock may jump a year. Nothing that has not arrived, or
 * that the server is to be asked about, is ever touched, whatever its age.
 */
export async function collectDelivered(db: AccountDb, serverNow: number | undefined): Promise<void> {
  if (serverNow === undefined) return
  const now = serverNow
  const before = now - KEEP_MS
  await db.transaction('rw', tablesOf(db), async () => {
    if ((await db.read('recheck')) !== undefined) return
    // Of what arrived at a time nobody knows the window begins now.
    await db.outbox
      .where('state')
      .equals('final')
      .filter((entry) => entry.receivedAt === undefined)
      .modify({ receivedAt: now })
    await db.media
      .where('state')
      .equals('done')
      .filter((entry) => entry.doneAt === undefined)
      .modify({ doneAt: now })
    await db.outbox
      .where('state')
      .equals('final')
      .filter(
        (entry) =>
          (entry.overlay === 0 || effectiveStatus(entry) === 'parked') && (entry.receivedAt ?? now) < before,
      )
      .delete()
    // A file stays as long as the operation that declares it: whoever asks for one again asks for both.
    const declared = new Set<string>()
    for (const { content } of await db.outbox.toArray()) {
      if (content.kind === 'photo.add') declared.add(content.photo.id)
    }
    const old = await db.media
      .where('state')
      .equals('done')
      .filter((entry) => (entry.doneAt ?? now) < before && !declared.has(entry.id))
      .toArray()
    for (const entry of old) {
      await db.media.delete(entry.id)
      if ((await db.media.where('sha256').equals(entry.sha256).count()) === 0)
        await db.files.delete(entry.sha256)
    }
  })
}
