import { tablesOf, type AccountDb } from '@/db/accountDb'
import { effectiveStatus } from './receipts'

/** Acknowledged work stays this long: a server restored to yesterday can ask for it again. */
export const KEEP_MS = 14 * 24 * 3_600_000

/** Clears what arrived long ago. Nothing that has not arrived is ever touched, whatever its age. */
export async function collectDelivered(db: AccountDb, now: number): Promise<void> {
  const before = now - KEEP_MS
  await db.transaction('rw', tablesOf(db), async () => {
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
