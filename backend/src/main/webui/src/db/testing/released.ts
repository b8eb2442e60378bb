/** Stores as released versions of the app left them on tablets: tables and rows, as their code wrote them. */
import Dexie from 'dexie'
import { sha256Hex } from '@/sync/digest'

const TABLES_1 = {
  rows: '[entity+id], entity, *scopes',
  edits: '[visit+register+item], visit',
  outbox: 'id, &order, visit, state, overlay',
  media: 'id, visit, state, sha256',
  files: 'sha256',
  drafts: 'visit',
  meta: 'key',
}
const TABLES: Record<number, Record<string, string>> = {
  1: TABLES_1,
  2: { ...TABLES_1, fills: 'scope' },
  3: { ...TABLES_1, fills: 'scope' },
  // Nobody has written this one yet.
  4: { ...TABLES_1, fills: 'scope', tomorrow: 'id' },
}

export const VISIT = 'visit-1'
/** What is unsent in each of these stores: ids of operations, and things as a person counts them. */
export const UNSENT = ['op-sent', 'op-photo', 'op-note']
export const THINGS = 5

const HLC = (count: number): string => `018bcfe56800${count.toString(16).padStart(4, '0')}`
const AT = Date.parse('2026-11-20T02:00:00.000Z')

interface Known {
  device: string
  incarnation: number
  lease: string
}

function operation(id: string, sequence: number, content: object, account: string): object {
  const frame = { actor: account, known: {}, entity: 'visit', entityId: VISIT, schema: 1 }
  return { id, sequence, hlc: HLC(sequence), ...frame, wall: '2026-11-20T02:00:00.000Z', ...content }
}

const START = {
  kind: 'visit.start',
  assignment: 'assignment-1',
  checklist: 'checklist-1',
  startedAt: '2026-11-20T02:00:00.000Z',
}
const ANSWER = {
  kind: 'answers.set',
  checklist: 'checklist-1',
  answers: { a: { value: 'YES', hlc: HLC(9), base: [] } },
}
const NOTE = { kind: 'note.add', notes: { a: { value: '灯已修好', hlc: HLC(10), base: [] } } }

/** A visit half done: started and delivered, one answer offered without an answer, the rest not yet sent. */
async function content(version: number, account: string, known: Known): Promise<Record<string, object[]>> {
  const bytes = new Uint8Array(5000).map((_, index) => index % 251)
  const sha256 = await sha256Hex(bytes)
  const photo = {
    ...{ id: 'photo-1', item: 'a', purpose: 'PHOTO', sha256, size: bytes.length, contentType: 'image/jpeg' },
    ...{ capturedAt: '2026-11-20T02:01:00.000Z', width: 10, height: 10 },
  }
  const entry = (id: string, order: number, state: string, said: { kind: string }, more = {}): object => ({
    ...{ id, order, visit: VISIT, kind: said.kind, state, content: said, hlc: HLC(order), known: {} },
    ...{ createdAt: AT, overlay: 1 },
    ...(state === 'queued' ? {} : { operation: operation(id, order, said, account) }),
    ...(state === 'queued' || version === 1 ? {} : { incarnation: known.incarnation }),
    ...more,
  })
  const receipt = { operation: 'op-start', status: 'applied', effectiveHlc: HLC(1), visibleAt: '1' }
  const identity = { ...known, sequence: 2, ...(version === 1 ? {} : { acknowledged: 1 }) }
  const members = version === 1 ? {} : { members: { 'user:me': { rev: 7, fill: 1 } } }
  const assignment = {
    ...{ id: 'assignment-1', visit: VISIT, checklist: 'checklist-1', state: 'IN_PROGRESS' },
    ...{ unit: { id: 'u', name: '石岐营业厅', type: 'STORE' } },
  }
  const row = { scopes: ['user:me'], rev: 7, generation: 0, ...members }
  return {
    rows: [{ ...row, entity: 'assignment', id: 'assignment-1', body: assignment }],
    edits: [
      { visit: VISIT, register: 'answer', item: 'b', value: 'NO', hlc: HLC(11), base: [], at: AT },
      { visit: VISIT, register: 'note', item: 'b', value: '有水', hlc: HLC(12), base: [], at: AT },
    ],
    outbox: [
      entry('op-start', 1, 'final', START, { receipt, receivedAt: AT, ...(version > 2 ? { told: 1 } : {}) }),
      // By the tablet's own clock, which version 3 no longer believes.
      entry('op-sent', 2, 'sent', ANSWER, version > 2 ? {} : { notBefore: AT + 400 * 86_400_000 }),
      entry('op-photo', 3, 'queued', { kind: 'photo.add', photo } as { kind: string }),
      entry('op-note', 4, 'queued', NOTE),
    ],
    media: [{ ...photo, visit: VISIT, state: 'waiting', uploaded: 0, attempts: 0, createdAt: AT }],
    files: [{ sha256, blob: new Blob([bytes], { type: 'image/jpeg' }) }],
    drafts: [
      {
        ...{ visit: VISIT, assignment: 'assignment-1', checklist: 'checklist-1', at: 'b', updatedAt: AT },
        startedAt: '2026-11-20T02:00:00.000Z',
      },
    ],
    meta: [
      { key: 'identity', value: identity },
      { key: 'order', value: 4 },
      { key: 'hlc', value: HLC(12) },
      { key: 'inflight', value: { batch: 'batch-1', ids: ['op-sent'] } },
      ...(version > 2 ? [{ key: 'told', value: 1 }] : []),
    ],
  }
}

/** Writes the store of a version; every row that is in it, by table. */
export async function writeReleased(
  account: string,
  version: number,
  known: Known,
): Promise<Record<string, object[]>> {
  const old = new Dexie(`plumbline-${account}`)
  old.version(version).stores(TABLES[version] ?? {})
  const rows = await content(version, account, known)
  for (const [table, entries] of Object.entries(rows)) await old.table(table).bulkPut(entries)
  old.close()
  return rows
}
