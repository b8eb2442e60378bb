/**
 * Everything that has not arrived, sealed into a file. What is written out is frozen first, with the ids it will have
 * for ever: whichever device brings it to the server, and if both do, it is stored once.
 */
import { tablesOf, type AccountDb, type MediaEntry, type OutboxEntry } from '@/db/accountDb'
import { APP_VERSION, type Identity } from '../identity'
import { uuid7 } from '../ids'
import { freeze } from '../push'
import { effectiveStatus } from '../receipts'
import type { Assignment } from '../wire'
import { foldAll } from '../work'
import { Sealer, WorkFileError, type SealOptions } from './format'
import {
  without,
  writeBytes,
  writeRecord,
  type WorkHead,
  type WorkMedia,
  type WorkOperation,
} from './records'

export interface Author {
  name: string
  signInName: string
  organisation: string
}

/** What was exported last: only what is in a file somebody has may be deleted here. */
export interface Exported {
  file: string
  at: number
  bytes: number
  operations: string[]
  counts: WorkHead['counts']
}

interface Contents {
  identity: Identity
  operations: (OutboxEntry & { operation: NonNullable<OutboxEntry['operation']> })[]
  media: MediaEntry[]
  drafts: string[]
  units: Map<string, string>
}

/** What the server has not confirmed, or has put aside. */
function belongs(entry: OutboxEntry, uncertain: boolean): boolean {
  return uncertain || entry.state !== 'final' || effectiveStatus(entry) === 'parked'
}

/** Folds and freezes what is unsent, in the transaction that reads it. */
function gather(db: AccountDb): Promise<Contents> {
  return db.transaction('rw', tablesOf(db), async () => {
    const identity = await db.read<Identity>('identity')
    if (!identity) throw new WorkFileError('not-ready')
    await foldAll(db)
    for (const entry of await db.outbox.where('state').equals('queued').sortBy('order')) {
      const operation = freeze(db, entry, identity)
      identity.sequence = operation.sequence
      await db.outbox.put({ ...entry, operation, state: 'sent', incarnation: identity.incarnation })
    }
    await db.write('identity', identity)
    const uncertain = (await db.read('recheck')) !== undefined
    const entries = (await db.outbox.orderBy('order').toArray()).filter((entry) => belongs(entry, uncertain))
    const operations = entries.filter((entry) => entry.operation) as Contents['operations']
    const declared = new Set(
      operations.flatMap(({ content }) => (content.kind === 'photo.add' ? [content.photo.id] : [])),
    )
    const media = await db.media.filter((each) => each.state !== 'done' || declared.has(each.id)).toArray()
    const visits = new Set([...operations, ...media].map(({ visit }) => visit))
    const rows = await db.rows.where('entity').equals('assignment').toArray()
    const units = new Map(
      rows.map(({ body }) => [(body as Assignment).visit, (body as Assignment).unit.name] as const),
    )
    return { identity, operations, media, drafts: [...visits], units }
  })
}

function headOf(contents: Contents, account: WorkHead['account'], deviceName: string): WorkHead {
  const { identity, operations, media, drafts, units } = contents
  const sizes = (kind: 'answers.set' | 'note.add'): number =>
    operations.reduce((sum, { content }) => {
      if (content.kind === 'answers.set' && kind === content.kind)
        return sum + Object.keys(content.answers).length
      return content.kind === 'note.add' && kind === content.kind
        ? sum + Object.keys(content.notes).length
        : sum
    }, 0)
  const times = [...operations, ...media].map(({ createdAt }) => createdAt)
  return {
    format: 'plumbline-work',
    id: uuid7(),
    account,
    device: identity.device,
    deviceName,
    app: APP_VERSION,
    exportedAt: new Date().toISOString(),
    from: times.length > 0 ? new Date(Math.min(...times)).toISOString() : null,
    visits: drafts.map((id) => ({ id, unit: units.get(id) ?? '' })),
    counts: {
      visits: drafts.length,
      answers: sizes('answers.set'),
      notes: sizes('note.add'),
      files: media.length,
      submissions: operations.filter(({ kind }) => kind === 'status.request').length,
    },
  }
}

const operationOf = (entry: Contents['operations'][number]): WorkOperation => {
  const { id, visit, kind, hlc, known, createdAt, operation } = entry
  return { id, visit, kind, hlc, known, createdAt, operation }
}

const mediaOf = (entry: MediaEntry): WorkMedia =>
  without(entry, 'state', 'uploaded', 'uploadUrl', 'error', 'attempts', 'thumbnail')

/** Writes the file; the blob is complete when this resolves. `onWritten` is told of the bytes of files. */
export async function exportWork(
  db: AccountDb,
  passphrase: string,
  author: Author,
  deviceName: string,
  onWritten: (done: number, total: number) => void = () => undefined,
  options?: SealOptions,
): Promise<{ file: Blob; head: WorkHead; exported: Exported }> {
  const contents = await gather(db)
  const head = headOf(contents, { id: db.account, ...author }, deviceName)
  const sealer = await Sealer.create(passphrase, options)
  await writeRecord(sealer, { head })
  for (const entry of contents.operations) await writeRecord(sealer, { operation: operationOf(entry) })
  for (const visit of contents.drafts) {
    const draft = await db.drafts.get(visit)
    if (draft) await writeRecord(sealer, { draft })
  }
  const total = contents.media.reduce((sum, { size }) => sum + size, 0)
  const written = new Set<string>()
  let done = 0
  for (const entry of contents.media) {
    await writeRecord(sealer, { media: mediaOf(entry) })
    const { thumbnail } = entry
    if (thumbnail) {
      const { size, type } = thumbnail
      await writeRecord(sealer, { thumbnail: { photo: entry.id, size, type } })
      await writeBytes(sealer, thumbnail)
    }
    done += entry.size
    if (!written.has(entry.sha256)) {
      const blob = (await db.files.get(entry.sha256))?.blob
      if (blob) {
        written.add(entry.sha256)
        await writeRecord(sealer, { file: { sha256: entry.sha256, size: blob.size, type: blob.type } })
        await writeBytes(sealer, blob)
      }
    }
    onWritten(done, total)
  }
  const { operations, media } = contents
  await writeRecord(sealer, {
    end: { operations: operations.length, media: media.length, files: written.size },
  })
  const file = await sealer.finish()
  const exported: Exported = {
    file: head.id,
    at: Date.now(),
    bytes: file.size,
    operations: operations.map(({ id }) => id),
    counts: head.counts,
  }
  return { file, head, exported }
}
