import Dexie, { type EntityTable, type Table, type Transaction } from 'dexie'
import type { AnswerValue } from '@/checklist/document'
import type { Operation, OperationContent, PhotoFields, Receipt } from '@/sync/wire'

/** A row of the server, held once however many scopes it came through. */
export interface StoredRow {
  entity: string
  id: string
  /** Memberships: at none the row goes, unless it is pinned by unsent work. */
  scopes: string[]
  /** Of each membership, what the server said last. */
  members: Record<string, Membership>
  rev: number
  body: unknown
  /** Number of the refill that last brought this row; rows of an earlier one go when a refill is complete. */
  generation: number
  /** Set when no scope holds the row any more but unsent work of mine does. */
  gone?: 'left' | 'deleted'
}

export interface Membership {
  /** Revision of the row as this scope brought it; digests are made of it. */
  rev: number
  /** Number of the last fill of this scope that brought the row. */
  fill: number
}

/** A scope that is being filled by snapshot. Kept with every portion, so that a kill anywhere goes on from there. */
export interface Fill {
  scope: string
  number: number
  /** `bootstrap`: the scope may as well be pulled from its beginning; the others must be replaced. */
  reason: 'bootstrap' | 'expired' | 'different'
  /** Of the first answer's head; every later request repeats it. */
  cursor?: string
  /** The last row stored, `entity/id`. */
  after?: string
}

export type Register = 'answer' | 'note'

/** One answer or note not yet folded into an operation. A later edit of the same register takes its place. */
export interface Edit {
  visit: string
  register: Register
  item: string
  value: AnswerValue
  hlc: string
  base: string[]
  at: number
}

/**
 * - `queued`: never sent, may still be dropped or amended;
 * - `sent`: frozen, was offered at least once, no final receipt yet;
 * - `final`: the receipt is stored here.
 */
export type OutboxState = 'queued' | 'sent' | 'final'

export interface OutboxEntry {
  id: string
  /** Local order of creation: the order of sending. */
  order?: number
  visit: string
  kind: OperationContent['kind']
  state: OutboxState
  content: OperationContent
  /** The exact operation, from the first sending on. */
  operation?: Operation
  /** The incarnation its sequence belongs to. */
  incarnation?: number
  hlc: string
  known: Record<string, number>
  createdAt: number
  receipt?: Receipt
  /** Problem code of a server that could not take this operation by itself; it is offered again from time to time. */
  refused?: string
  /** Server time of the receipt that took it out of the outbox. */
  receivedAt?: number
  /** 1 while the screens must add this operation to what the server sent. */
  overlay: 0 | 1
  /** Number of the step that stored the receipt: what was asked for later knows of the operation. */
  told?: number
  /** The visit's row came by a request sent after the receipt was stored: it shows what there is to show. */
  brought?: boolean
}

export type MediaState = 'waiting' | 'uploading' | 'done' | 'failed'

export interface MediaEntry extends PhotoFields {
  visit: string
  state: MediaState
  uploaded: number
  uploadUrl?: string
  /** Problem code of the last failure. */
  error?: string
  attempts: number
  createdAt: number
  /** Server time. */
  doneAt?: number
  thumbnail?: Blob
}

/** The bytes apart, so that lists of files do not load them. */
export interface FileEntry {
  sha256: string
  blob: Blob
}

/** What the device itself knows about a visit, beside the server's document. */
export interface Draft {
  visit: string
  assignment: string
  checklist: string
  startedAt: string
  /** The item the person was at. */
  at?: string
  /** Items of remarks that were written to since the visit came back with this revision of its assignment. */
  corrected?: { rev: number; items: string[] }
  /** What the person declared when they last submitted, and when. */
  declared?: { text: string; at: number }
  updatedAt: number
}

export interface MetaEntry {
  key: string
  value: unknown
}

/** Of the tables below. */
const VERSION = 3

/** What a newer app wrote here, this one may misread: nothing is opened, and nothing is changed. */
export class NewerStoreError extends Error {
  override readonly name = 'NewerStoreError'
}

/** Whatever Dexie has put around it. */
export function isNewerStore(error: unknown): boolean {
  for (let each: unknown = error, depth = 0; each instanceof Object && depth < 5; depth += 1) {
    if ((each as Error).name === 'NewerStoreError') return true
    each = (each as { inner?: unknown }).inner ?? (each as Error).cause
  }
  return false
}

/**
 * One person's work on this tablet (P19). Nothing in here is ever deleted by signing in, signing out or by somebody
 * else using the tablet.
 */
export class AccountDb extends Dexie {
  rows!: Table<StoredRow, [string, string]>
  edits!: Table<Edit, [string, Register, string]>
  outbox!: EntityTable<OutboxEntry, 'id'>
  media!: EntityTable<MediaEntry, 'id'>
  files!: EntityTable<FileEntry, 'sha256'>
  drafts!: EntityTable<Draft, 'visit'>
  fills!: EntityTable<Fill, 'scope'>
  meta!: EntityTable<MetaEntry, 'key'>

  constructor(readonly account: string) {
    // Strict: a write is on the disk before the screen says so, not only in the browser's memory.
    super(`plumbline-${account}`, { chromeTransactionDurability: 'strict' })
    this.version(1).stores({
      rows: '[entity+id], entity, *scopes',
      edits: '[visit+register+item], visit',
      outbox: 'id, &order, visit, state, overlay',
      media: 'id, visit, state, sha256',
      files: 'sha256',
      drafts: 'visit',
      meta: 'key',
    })
    this.version(2).stores({ fills: 'scope' }).upgrade(toVersion2)
    this.version(VERSION).upgrade(toVersion3)
    this.on('ready', () => this.refuseNewer(), true)
  }

  /** Dexie opens a store of a later version as it is; its versions are ten times these. */
  private refuseNewer(): void {
    if (this.backendDB().version >= (VERSION + 1) * 10) throw new NewerStoreError()
  }

  async read<T>(key: string): Promise<T | undefined> {
    return (await this.meta.get(key))?.value as T | undefined
  }

  async write(key: string, value: unknown): Promise<void> {
    await this.meta.put({ key, value })
  }
}

/** Version 1 knew neither revisions by scope nor what was acknowledged in which incarnation. */
async function toVersion2(upgrade: Transaction): Promise<void> {
  await upgrade
    .table<StoredRow>('rows')
    .toCollection()
    .modify((row) => {
      row.members = Object.fromEntries(row.scopes.map((scope) => [scope, { rev: row.rev, fill: 0 }]))
    })
  const meta = upgrade.table<MetaEntry>('meta')
  const identity = (await meta.get('identity'))?.value as
    { incarnation: number; acknowledged?: number } | undefined
  if (!identity) return
  let acknowledged = 0
  await upgrade
    .table<OutboxEntry>('outbox')
    .toCollection()
    .modify((entry) => {
      if (!entry.operation) return
      entry.incarnation = identity.incarnation
      if (entry.state === 'final') acknowledged = Math.max(acknowledged, entry.operation.sequence)
    })
  await meta.put({ key: 'identity', value: { ...identity, acknowledged } })
}

/** Times of before are of the tablet's clock: the 14 days of what arrived begin anew, by the server's. */
async function toVersion3(upgrade: Transaction): Promise<void> {
  await upgrade
    .table<OutboxEntry & { notBefore?: number }>('outbox')
    .toCollection()
    .modify((entry) => {
      delete entry.receivedAt
      delete entry.notBefore
    })
  await upgrade
    .table<MediaEntry>('media')
    .toCollection()
    .modify((entry) => {
      delete entry.doneAt
    })
}

const open = new Map<string, AccountDb>()

/** The open database of an account; made on first use. */
export function accountDb(account: string): AccountDb {
  let db = open.get(account)
  if (!db) {
    db = new AccountDb(account)
    open.set(account, db)
  }
  return db
}

/**
 * A browser closes a store whose disk is full, and after some attempts in vain nothing opens it again by itself. False
 * while there is no room for that.
 */
export async function reopenStores(): Promise<boolean> {
  const closed = [...open.values()].filter((db) => !db.isOpen())
  const opened = await Promise.allSettled(closed.map((db) => db.open()))
  return opened.every(({ status }) => status === 'fulfilled')
}

/** After the database was deleted: the next use makes a new one. */
export function forgetDb(db: AccountDb): void {
  if (open.get(db.account) === db) open.delete(db.account)
}

/** Every table, for a transaction over all of them. */
export const tablesOf = (db: AccountDb) => [
  db.rows,
  db.edits,
  db.outbox,
  db.media,
  db.files,
  db.drafts,
  db.fills,
  db.meta,
]

/**
 * How many things of a person's an operation carries. A photo counts once, with its file; the start of a visit is no
 * thing of its own.
 */
export function thingsIn(content: OperationContent): number {
  switch (content.kind) {
    case 'answers.set':
      return Object.keys(content.answers).length
    case 'note.add':
      return Object.keys(content.notes).length
    case 'visit.start':
    case 'photo.add':
      return 0
    case 'photo.remove':
    case 'callback.attempt':
    case 'status.request':
      return 1
  }
}

/** How many things have not safely reached the server; shown before anybody signs out. */
export async function countUnsent(db: AccountDb): Promise<number> {
  return db.transaction('r', db.edits, db.outbox, db.media, async () => {
    const edits = await db.edits.count()
    const waiting = await db.outbox.where('state').anyOf('queued', 'sent').toArray()
    const files = new Set(await db.media.where('state').notEqual('done').primaryKeys())
    for (const { content } of waiting) if (content.kind === 'photo.add') files.add(content.photo.id)
    return edits + files.size + waiting.reduce((sum, entry) => sum + thingsIn(entry.content), 0)
  })
}

/** The next number of a counter; call inside a transaction that writes `meta`. */
export async function nextNumber(db: AccountDb, key: string): Promise<number> {
  const number = ((await db.read<number>(key)) ?? 0) + 1
  await db.write(key, number)
  return number
}
