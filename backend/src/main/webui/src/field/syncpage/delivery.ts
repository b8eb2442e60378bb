/** Where everything is that was written here: for the sync page and for a visit's own notice. */
import { thingsIn, type AccountDb, type MediaEntry, type OutboxEntry } from '@/db/accountDb'
import { effectiveStatus } from '@/sync/receipts'
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
  /** When it was written. */
  at: number
}

export interface VisitPending {
  visit: string
  unit: string
  answers: number
  notes: number
  entries: PendingEntry[]
  files: MediaEntry[]
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
  return db.transaction('r', [db.edits, db.outbox, db.media, db.rows], async () => {
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
    for (const file of media) of(file.visit).files.push(file)
    return [...visits.values()].reverse()
  })
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
  at: entry.createdAt,
})

/** Everything that has not arrived, as one file a person can hand in by other means. */
export async function exportUnsent(db: AccountDb): Promise<Blob> {
  const edits = await db.edits.toArray()
  const outbox = await db.outbox.where('state').anyOf('queued', 'sent').toArray()
  const media = await db.media.where('state').notEqual('done').toArray()
  const files: Record<string, string> = {}
  for (const { sha256 } of media) {
    const file = await db.files.get(sha256)
    if (file) files[sha256] = await base64(file.blob)
  }
  const entries = media.map((entry) => ({ ...entry, thumbnail: undefined }))
  const identity = await db.read('identity')
  const content = {
    format: 'plumbline-outbox',
    version: 1,
    account: db.account,
    identity,
    edits,
    outbox,
    media: entries,
    files,
  }
  return new Blob([JSON.stringify(content)], { type: 'application/json' })
}

function base64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''))
    reader.onerror = () => reject(reader.error ?? new Error('unreadable file'))
    reader.readAsDataURL(blob)
  })
}
