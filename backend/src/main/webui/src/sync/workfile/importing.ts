/**
 * Taking over what another device wrote out. The operations keep their ids, authors and times and get sequences of this
 * device, exactly as after a new incarnation: should the other device come back and send them as well, the server
 * answers `duplicate` to whoever is second.
 */
import { nextNumber, tablesOf, type AccountDb, type Draft, type MediaEntry } from '@/db/accountDb'
import { laterHlc } from '../clock'
import { sha256Hex } from '../digest'
import type { Identity } from '../identity'
import { handOverRecords, type HandedOver } from '../rescue'
import type { Transport } from '../transport'
import type { OperationContent } from '../wire'
import { openWorkFile, WorkFileError, type OpenedFile } from './format'
import { readRecords, without, type WorkHead, type WorkMedia, type WorkOperation } from './records'

/** A file that was read to its end once: every byte of it is what was written. */
export interface CheckedFile {
  opened: OpenedFile
  head: WorkHead
  /** Operations of it that are here already. */
  known: number
  operations: number
}

export interface TakenOver {
  file: string
  at: number
  from: string
  operations: number
  counts: WorkHead['counts']
}

/** Reads all of it, one file in memory at a time. */
export async function checkWorkFile(
  db: AccountDb,
  file: Blob,
  passphrase: string,
  onRead: (done: number, total: number) => void = () => undefined,
): Promise<CheckedFile> {
  const opened = await openWorkFile(file, passphrase)
  let head: WorkHead | null = null
  let files = 0
  let media = 0
  const operations: string[] = []
  for await (const { record, blob } of readRecords(opened, (done) => onRead(done, opened.bytes))) {
    if ('head' in record) head ??= record.head
    else if (!head) throw new WorkFileError('damaged')
    else if ('operation' in record) operations.push(record.operation.id)
    else if ('media' in record) media += 1
    else if ('file' in record) {
      files += 1
      if (!blob || (await sha256Hex(await blob.arrayBuffer())) !== record.file.sha256)
        throw new WorkFileError('damaged')
    } else if ('end' in record) {
      const { end } = record
      if (end.operations !== operations.length || end.media !== media || end.files !== files)
        throw new WorkFileError('damaged')
    }
  }
  if (head?.format !== 'plumbline-work') throw new WorkFileError('damaged')
  const known = (await db.outbox.bulkGet(operations)).filter((entry) => entry !== undefined).length
  return { opened, head, known, operations: operations.length }
}

/**
 * Files first, each by itself, then all else in one transaction: a kill in between leaves files that nothing speaks of,
 * which the next attempt or {@link clearAbandoned} takes away.
 */
export async function takeOver(db: AccountDb, checked: CheckedFile): Promise<TakenOver> {
  const { opened, head } = checked
  if (head.account.id !== db.account) throw new WorkFileError('other-person')
  if (!(await db.read<Identity>('identity'))) throw new WorkFileError('not-ready')
  const operations: WorkOperation[] = []
  const media = new Map<string, WorkMedia & { thumbnail?: Blob }>()
  const drafts: Draft[] = []
  for await (const { record, blob } of readRecords(opened)) {
    if ('operation' in record) operations.push(record.operation)
    else if ('draft' in record) drafts.push(record.draft)
    else if ('media' in record) media.set(record.media.id, record.media)
    else if ('thumbnail' in record && blob) {
      const entry = media.get(record.thumbnail.photo)
      if (entry) entry.thumbnail = blob
    } else if ('file' in record && blob) await keepFile(db, record.file.sha256, blob)
  }
  return db.transaction('rw', tablesOf(db), async () => {
    const taken = await keepOperations(db, operations)
    // A photo whose operation is here already may have been removed here since.
    const settled = new Set(
      operations.flatMap(({ id, operation }) =>
        operation.kind === 'photo.add' && !taken.has(id) ? [operation.photo.id] : [],
      ),
    )
    for (const entry of media.values()) if (!settled.has(entry.id)) await keepMedia(db, entry)
    for (const draft of drafts) if (!(await db.drafts.get(draft.visit))) await db.drafts.add(draft)
    await db.meta.delete('importing')
    const done: TakenOver = {
      file: head.id,
      at: Date.now(),
      from: head.deviceName,
      operations: taken.size,
      counts: head.counts,
    }
    await db.write('takenOver', done)
    return done
  })
}

function keepFile(db: AccountDb, sha256: string, blob: Blob): Promise<void> {
  return db.transaction('rw', db.files, db.meta, async () => {
    if ((await db.files.where('sha256').equals(sha256).count()) > 0) return
    const abandoned = (await db.read<string[]>('importing')) ?? []
    await db.write('importing', [...abandoned, sha256])
    await db.files.put({ sha256, blob })
  })
}

/** Files of an import that did not get to its end. */
export function clearAbandoned(db: AccountDb): Promise<void> {
  return db.transaction('rw', db.files, db.media, db.meta, async () => {
    for (const sha256 of (await db.read<string[]>('importing')) ?? []) {
      if ((await db.media.where('sha256').equals(sha256).count()) === 0) await db.files.delete(sha256)
    }
    await db.meta.delete('importing')
  })
}

/** As after a fork: everything stays but the sequence. Inside a transaction over every table. */
async function keepOperations(db: AccountDb, operations: readonly WorkOperation[]): Promise<Set<string>> {
  const identity = await db.read<Identity>('identity')
  if (!identity) throw new WorkFileError('not-ready')
  let { sequence } = identity
  let hlc = await db.read<string>('hlc')
  const taken = new Set<string>()
  for (const each of operations) {
    hlc = laterHlc(hlc, each.hlc)
    // What is here already, sent or not, is the same thing: it is neither doubled nor changed.
    if (await db.outbox.get(each.id)) continue
    sequence += 1
    taken.add(each.id)
    await db.outbox.add({
      ...each,
      order: await nextNumber(db, 'order'),
      state: 'sent',
      content: contentOf(each),
      operation: { ...each.operation, sequence },
      incarnation: identity.incarnation,
      overlay: 1,
    })
  }
  await db.write('hlc', hlc)
  await db.write('identity', { ...identity, sequence })
  return taken
}

/** What the operation says, without its frame. */
const FRAME = ['id', 'sequence', 'hlc', 'actor', 'known', 'entity', 'entityId', 'schema', 'wall'] as const

const contentOf = ({ operation }: WorkOperation): OperationContent =>
  without(operation, ...FRAME) as OperationContent

async function keepMedia(db: AccountDb, entry: WorkMedia & { thumbnail?: Blob }): Promise<void> {
  if (await db.media.get(entry.id)) return
  const here = (await db.files.where('sha256').equals(entry.sha256).count()) > 0
  const state: MediaEntry['state'] = here ? 'waiting' : 'failed'
  await db.media.add({
    ...entry,
    state,
    uploaded: 0,
    attempts: 0,
    ...(here ? {} : { error: 'file-missing' }),
  })
}

/** Work of somebody else goes to the office as it is, like any that no device can send in their name. */
export function handOverWorkFile(
  transport: Transport,
  { opened, head }: CheckedFile,
  onSent: (bytes: number) => void,
): Promise<HandedOver> {
  async function* records(): AsyncGenerator<object> {
    for await (const { record, blob } of readRecords(opened)) {
      if ('file' in record && blob) yield { file: record.file.sha256, blob }
      else if (!('head' in record) && !('thumbnail' in record) && !('end' in record)) yield record
    }
  }
  const { account, device, exportedAt } = head
  return handOverRecords(transport, { account: account.id, device, exportedAt }, records(), onSent)
}
