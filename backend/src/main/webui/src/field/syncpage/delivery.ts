/** Where everything is that was written here: for the sync page and for a visit's own notice. */
import { thingsIn, type AccountDb, type MediaEntry, type OutboxEntry } from '@/db/accountDb'
import type { ChecklistDocument } from '@/checklist/document'
import { effectiveStatus } from '@/sync/receipts'
import { gateOf, type FileGate } from '@/sync/saver'
import type { Exported } from '@/sync/workfile/exporting'
import { RECEIPT_STATUSES, type Assignment } from '@/sync/wire'

export interface VisitDelivery {
  unsent: number
  files: number
  held: boolean
}

export async function loadDeliveryOf(db: AccountDb, visit: string): Promise<VisitDelivery> {
  return db.transaction('r', db.edits, db.outbox, db.media, async () => {
    const edits = await db.edits.where('visit').equals(visit).count()
    const operations = await db.outbox.where('visit').equals(visit).toArray()
    const media = await db.media.where('visit').equals(visit).toArray()
    const waiting = operations.filter((entry) => entry.state !== 'final')
    return {
      unsent: edits + waiting.reduce((sum, entry) => sum + thingsIn(entry.content), 0),
      files: media.filter((entry) => entry.state !== 'done').length,
      held: operations.some((entry) => effectiveStatus(entry) === 'held'),
    }
  })
}

export type EntryState = 'here' | 'sending' | 'unknown' | 'refused' | 'held' | 'parked'

export interface PendingEntry {
  id: string
  state: EntryState
  kind: OutboxEntry['kind']
  things: number
  code: string | null
  detail: string | null
  /** When it was written; when the server told of it, for what is there. */
  at: number
}

export interface PendingFile extends Pick<
  MediaEntry,
  'id' | 'purpose' | 'size' | 'uploaded' | 'state' | 'error' | 'thumbnail' | 'createdAt'
> {
  /** Number of its question, where the checklist is here. */
  number: number | null
  /** Kept back until there is a network that costs nothing. */
  waits: boolean
}

export interface VisitPending {
  visit: string
  unit: string
  answers: number
  notes: number
  entries: PendingEntry[]
  files: PendingFile[]
}

/** How much the server cannot take as it is: by the protocol it goes no further without somebody's help. */
export async function countStuck(db: AccountDb): Promise<number> {
  return db.transaction('r', db.outbox, db.media, async () => {
    const operations = await db.outbox
      .where('state')
      .equals('sent')
      .filter((entry) => entry.refused !== undefined)
      .count()
    return operations + (await db.media.where('state').equals('failed').count())
  })
}

/** Visits with something that is not simply safe, latest first. */
export async function loadPending(db: AccountDb): Promise<VisitPending[]> {
  return db.transaction('r', [db.edits, db.outbox, db.media, db.rows, db.meta], async () => {
    const wait = await db.read<boolean>('photosWait')
    const mayGo = gateOf(wait, await db.read<number>('photosReleased'))
    const visits = new Map<string, VisitPending>()
    const rows = await db.rows.where('entity').equals('assignment').toArray()
    const units = new Map(
      rows.map((row) => [(row.body as Assignment).visit, (row.body as Assignment).unit.name]),
    )
    const of = (visit: string): VisitPending => {
      const known = visits.get(visit)
      if (known) return known
      const made = { visit, unit: units.get(visit) ?? '', answers: 0, notes: 0, entries: [], files: [] }
      visits.set(visit, made)
      return made
    }
    for (const edit of await db.edits.toArray())
      of(edit.visit)[edit.register === 'answer' ? 'answers' : 'notes'] += 1
    for (const entry of await db.outbox.orderBy('order').toArray()) {
      const state = stateOf(entry)
      if (state) of(entry.visit).entries.push(shown(entry, state))
    }
    const media = await db.media.where('state').notEqual('done').toArray()
    const checklists = await db.rows.where('entity').equals('checklist').toArray()
    for (const file of media) {
      const checklist = rows.find(({ body }) => (body as Assignment).visit === file.visit)
      const id = (checklist?.body as Assignment | undefined)?.checklist
      const number = numberOf(checklists.find((row) => row.id === id)?.body, file.item)
      of(file.visit).files.push({ ...file, number, waits: file.state !== 'failed' && !mayGo(file) })
    }
    return [...visits.values()].reverse()
  })
}

function numberOf(checklist: unknown, item: string | null): number | null {
  const sections = (checklist as Partial<ChecklistDocument> | undefined)?.sections ?? []
  const at = sections.flatMap(({ items }) => items).findIndex(({ id }) => id === item)
  return at < 0 ? null : at + 1
}

function stateOf(entry: OutboxEntry): EntryState | null {
  const status = effectiveStatus(entry)
  if (entry.state === 'final') {
    return status === 'held' || status === 'parked' ? status : null
  }
  if (entry.refused !== undefined) return 'refused'
  if (status !== null && !RECEIPT_STATUSES.some((known) => known === status)) return 'unknown'
  return entry.state === 'queued' ? 'here' : 'sending'
}

const shown = (entry: OutboxEntry, state: EntryState): PendingEntry => ({
  id: entry.id,
  state,
  kind: entry.kind,
  things: thingsIn(entry.content),
  code: entry.refused ?? entry.receipt?.code ?? null,
  detail: entry.receipt?.detail ?? null,
  at: entry.state === 'final' ? (entry.receivedAt ?? entry.createdAt) : entry.createdAt,
})

/** Where everything is, each thing once: the first four together are what has not arrived. */
export interface Whereabouts {
  /** Written, and nothing has been tried yet. */
  here: number
  /** Photos kept back until there is a network that costs nothing. */
  waiting: number
  /** On the way, or sent and not confirmed. */
  sending: number
  /** Not taken: goes no further without somebody's help. */
  stuck: number
  /** At the server, which waits for something else of mine. */
  held: number
  /** At the server, put aside for the office. */
  parked: number
}

export const unsentOf = ({ here, waiting, sending, stuck }: Whereabouts): number =>
  here + waiting + sending + stuck

export async function loadWhereabouts(db: AccountDb): Promise<Whereabouts> {
  return db.transaction('r', db.edits, db.outbox, db.media, db.meta, async () => {
    const wait = await db.read<boolean>('photosWait')
    const mayGo = gateOf(wait, await db.read<number>('photosReleased'))
    const count: Whereabouts = { here: 0, waiting: 0, sending: 0, stuck: 0, held: 0, parked: 0 }
    count.here += await db.edits.count()
    const files = new Map<string, keyof Whereabouts>()
    for (const entry of await db.outbox.toArray()) {
      const state = stateOf(entry)
      if (state === null) continue
      const group = GROUPS[state]
      // A photo is counted by its file, wherever its operation is, until that is at the server.
      const own = entry.state !== 'final'
      if (entry.content.kind === 'photo.add' && own) files.set(entry.content.photo.id, group)
      else count[group] += own ? thingsIn(entry.content) : Math.max(1, thingsIn(entry.content))
    }
    for (const file of await db.media.where('state').notEqual('done').toArray()) {
      files.set(file.id, groupOf(file, files.get(file.id), mayGo))
    }
    for (const group of files.values()) count[group] += 1
    return count
  })
}

const GROUPS: Record<EntryState, keyof Whereabouts> = {
  here: 'here',
  sending: 'sending',
  unknown: 'stuck',
  refused: 'stuck',
  held: 'held',
  parked: 'parked',
}

function groupOf(
  file: MediaEntry,
  operation: keyof Whereabouts | undefined,
  mayGo: FileGate,
): keyof Whereabouts {
  if (file.state === 'failed' || operation === 'stuck') return 'stuck'
  if (!mayGo(file)) return 'waiting'
  return file.state === 'uploading' || operation === 'sending' ? 'sending' : 'here'
}

/** Those of a visit that nobody can send on: at the office's, or not taken by the server. */
export const putAside = (pending: VisitPending): PendingEntry[] =>
  pending.entries.filter(({ state }) => state === 'parked' || state === 'refused')

/**
 * Takes from this device what can not go on, once it is in a file the person has (P18). Anything else, and whatever is
 * in a batch under way, stays. Returns how many went.
 */
export async function removePutAside(db: AccountDb, ids: readonly string[]): Promise<number> {
  return db.transaction('rw', db.outbox, db.media, db.files, db.meta, async () => {
    const exported = new Set((await db.read<Exported>('exported'))?.operations ?? [])
    const sending = new Set((await db.read<{ ids: string[] }>('inflight'))?.ids ?? [])
    let removed = 0
    for (const entry of await db.outbox.bulkGet([...ids])) {
      const state = entry && stateOf(entry)
      if (!entry || (state !== 'parked' && state !== 'refused')) continue
      if (!exported.has(entry.id) || sending.has(entry.id)) continue
      await db.outbox.delete(entry.id)
      removed += 1
      if (entry.content.kind === 'photo.add') await removeFile(db, entry.content.photo.id)
    }
    return removed
  })
}

async function removeFile(db: AccountDb, photo: string): Promise<void> {
  const entry = await db.media.get(photo)
  if (!entry) return
  await db.media.delete(photo)
  if ((await db.media.where('sha256').equals(entry.sha256).count()) === 0) await db.files.delete(entry.sha256)
}
