/** The disk of a device as the stories tell it, into this client's database and back. */
import { nextNumber, tablesOf, type AccountDb, type MediaEntry, type OutboxEntry } from '@/db/accountDb'
import { planFill } from '@/sync/refill'
import { effectiveStatus, withReceipt } from '@/sync/receipts'
import type { Identity } from '@/sync/identity'
import type { Operation, OperationContent, Receipt } from '@/sync/wire'

export const ACCOUNT = '01931a2b-0000-7000-8000-000000000004'
export const DEVICE = '01931a2b-0000-7000-8000-000000000006'
export const BEGIN = Date.parse('2026-11-22T02:42:00Z')

const AN_HOUR = 3_600_000

interface GivenEntry {
  state: OutboxEntry['state']
  operation: Operation
  incarnation?: number
  receipt?: Receipt
  overlay?: boolean
  receivedMsAgo?: number
}

export interface Given {
  device?: { incarnation?: number; lease?: string; sequence?: number; acknowledged?: number } | null
  epoch?: string
  scopes?: string[]
  cursor?: string | null
  merge?: string[]
  outbox?: GivenEntry[]
  inflight?: { batch: string; operations: string[] }
  attempt?: string
  edits?: {
    visit: string
    field: 'answers' | 'notes'
    key: string
    value: never
    hlc: string
    base: string[]
  }[]
  rows?: { entity: string; id: string; rev: number; scopes: string[]; body: unknown; fill?: number }[]
  media?: (Pick<MediaEntry, 'id' | 'visit' | 'sha256' | 'size' | 'contentType' | 'purpose'> & {
    state: 'waiting' | 'done'
    url?: string | null
    doneMsAgo?: number
  })[]
  fills?: { scope: string; cursor?: string; after?: string }[]
  hlc?: string
  limits?: unknown
  wipe?: boolean
  random?: number
}

export const scopesOf = (given: Given): string[] => given.scopes ?? ['org', `user:${ACCOUNT}`]
export const epochOf = (given: Given): string => given.epoch ?? 'e1'

export async function writeState(given: Given, db: AccountDb): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    for (const [key, value] of Object.entries(metaOf(given)))
      if (value !== undefined) await db.write(key, value)
    for (const entry of given.outbox ?? []) await db.outbox.add(await entryOf(db, entry))
    for (const { field, key: item, ...edit } of given.edits ?? []) {
      await db.edits.put({ ...edit, item, register: field === 'answers' ? 'answer' : 'note', at: BEGIN })
    }
    for (const { scopes, fill = 0, ...row } of given.rows ?? []) {
      const members = Object.fromEntries(scopes.map((scope) => [scope, { rev: row.rev, fill }]))
      const gone = scopes.length === 0 ? { gone: 'left' as const } : {}
      await db.rows.put({ ...row, scopes, members, generation: 0, ...gone })
    }
    for (const file of given.media ?? []) await addMedia(db, file)
    for (const { scope, cursor, after } of given.fills ?? []) {
      await planFill(db, scope, 'bootstrap')
      if (cursor !== undefined) await db.fills.update(scope, { cursor, after })
    }
  })
}

function metaOf(given: Given): Record<string, unknown> {
  const common = {
    hlc: given.hlc,
    limits: given.limits,
    attempt: given.attempt,
    wipe: given.wipe === true ? true : undefined,
    inflight: given.inflight && { batch: given.inflight.batch, ids: given.inflight.operations },
  }
  if (given.device === null) return common
  return {
    ...common,
    identity: identityOf(given),
    epoch: epochOf(given),
    scopes: scopesOf(given),
    cursor: given.cursor === null ? undefined : (given.cursor ?? 'c1'),
    merge: given.merge,
    planned: (given.fills ?? []).length + (given.merge ?? []).length > 0 ? true : undefined,
  }
}

/** This client numbers an operation when it is first sent: those never sent have no sequence yet. */
function identityOf({ device, outbox = [] }: Given): Identity {
  const incarnation = device?.incarnation ?? 1
  const own = outbox.filter((entry) => (entry.incarnation ?? 1) === incarnation)
  const highest = (entries: GivenEntry[]): number =>
    entries.reduce((most, { operation }) => Math.max(most, operation.sequence), 0)
  const queued = own.filter((entry) => entry.state === 'queued').map((entry) => entry.operation.sequence)
  const sequence = queued.length > 0 ? Math.min(...queued) - 1 : (device?.sequence ?? highest(own))
  const acknowledged = device?.acknowledged ?? highest(own.filter((entry) => entry.state === 'final'))
  return { device: DEVICE, incarnation, lease: device?.lease ?? 'l1', sequence, acknowledged, keyed: false }
}

async function entryOf(db: AccountDb, given: GivenEntry): Promise<OutboxEntry> {
  const { id, hlc, known, entityId: visit, kind, wall } = given.operation
  const entry: OutboxEntry = {
    ...{ id, hlc, known, visit, kind, state: given.state, order: await nextNumber(db, 'order') },
    ...{ content: contentOf(given.operation), createdAt: Date.parse(wall), overlay: 1 },
  }
  if (given.state === 'queued') return entry
  const sent = { ...entry, operation: given.operation, incarnation: given.incarnation ?? 1 }
  if (given.state === 'sent') return sent
  const receipt = given.receipt ?? { operation: id, status: 'applied', visibleAt: '5' }
  const done = withReceipt(sent, receipt, BEGIN - (given.receivedMsAgo ?? AN_HOUR))
  return given.overlay === true ? done : { ...done, overlay: 0 }
}

const FRAME = ['id', 'sequence', 'hlc', 'actor', 'known', 'entity', 'entityId', 'schema', 'wall']

const contentOf = (operation: Operation): OperationContent =>
  Object.fromEntries(
    Object.entries(operation).filter(([name]) => !FRAME.includes(name)),
  ) as unknown as OperationContent

async function addMedia(db: AccountDb, given: NonNullable<Given['media']>[number]): Promise<void> {
  const { id, visit, sha256, size, contentType, purpose, state, url, doneMsAgo } = given
  await db.files.put({ sha256, blob: new Blob([new Uint8Array(size)]) })
  await db.media.put({
    ...{
      id,
      visit,
      sha256,
      size,
      contentType,
      purpose,
      state,
      item: null,
      capturedAt: '',
      width: 1,
      height: 1,
    },
    ...{ uploaded: 0, attempts: 0, createdAt: BEGIN + (await nextNumber(db, 'taken')) },
    ...(url ? { uploadUrl: url.replace(/^\/api/, '') } : {}),
    ...(state === 'done' ? { doneAt: BEGIN - (doneMsAgo ?? AN_HOUR) } : {}),
  })
}

export async function readState(db: AccountDb): Promise<unknown> {
  const meta = new Map((await db.meta.toArray()).map(({ key, value }) => [key, value]))
  const inflight = meta.get('inflight') as { batch: string; ids: string[] } | undefined
  const identity = meta.get('identity') as Identity | undefined
  const queued = await db.outbox.where('state').equals('queued').sortBy('order')
  const numbers = new Map(queued.map(({ id }, index) => [id, (identity?.sequence ?? 0) + index + 1]))
  const outbox = (await db.outbox.orderBy('order').toArray()).map((entry) => ({
    ...{ id: entry.id, state: entry.state, overlay: entry.overlay === 1, status: effectiveStatus(entry) },
    incarnation: entry.incarnation ?? identity?.incarnation,
    sequence: entry.operation?.sequence ?? numbers.get(entry.id),
    operation: entry.operation ?? { ...entry.content, id: entry.id, hlc: entry.hlc },
    receipt: entry.receipt ?? null,
  }))
  const rows = await db.rows.toArray()
  return {
    device: identity && { ...identity, sequence: identity.sequence + queued.length },
    ...Object.fromEntries(
      ['epoch', 'attempt', 'hlc', 'asOf', 'cursor', 'scopes', 'merge'].map((key) => [key, meta.get(key)]),
    ),
    scopes: [...((meta.get('scopes') as string[] | undefined) ?? [])].sort(),
    merge: meta.get('merge') ?? [],
    inflight: inflight && { batch: inflight.batch, operations: inflight.ids },
    fills: (await db.fills.orderBy('scope').toArray()).map(({ scope, cursor, after }) => ({
      ...{ scope, cursor, after },
    })),
    outbox,
    edits: (await db.edits.toArray()).map(({ register, item: key, ...edit }) => ({
      ...{ ...edit, key, field: register === 'answer' ? 'answers' : 'notes' },
    })),
    rows: rows
      .sort((a, b) => (`${a.entity}/${a.id}` < `${b.entity}/${b.id}` ? -1 : 1))
      .map(({ entity, id, rev, scopes, body }) => ({ entity, id, rev, scopes: [...scopes].sort(), body })),
    media: (await db.media.orderBy(':id').sortBy('createdAt')).map(({ id, state, uploadUrl }) => ({
      ...{ id, state: state === 'done' ? 'done' : 'waiting', url: uploadUrl && `/api${uploadUrl}` },
    })),
    empty: !identity && outbox.length === 0 && rows.length === 0,
  }
}
