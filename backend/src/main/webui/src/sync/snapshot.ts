/**
 * The first fill of a scope, and its fill again after the cursor was of no use: one row a line, stored in portions as
 * they come, each with the place where to go on. Cut or killed anywhere, it goes on behind the last row stored; only
 * the last line ends it, and then what the scope did not bring leaves the scope.
 */
import { OfflineError, ProblemError } from '@/api/problem'
import { nextNumber, tablesOf, type AccountDb, type Fill } from '@/db/accountDb'
import type { Identity } from './identity'
import { toldSoFar } from './receipts'
import { startRefill } from './refill'
import { applyRows, leaveScope } from './rows'
import type { Transport } from './transport'
import { RowDigest } from './verify'
import type { PulledRow, SnapshotEnd, SnapshotHead } from './wire'

/** Rows a transaction: few enough that a slow tablet shows headway, enough that the disk is not the limit. */
export const PORTION = 200
/** Answers that were cut are followed up at once as long as they bring rows, this often; then the schedule decides. */
const CUTS = 20

/** Fills what is planned. Returns how many scopes were. */
export async function fillAll(db: AccountDb, transport: Transport, onRows: () => void): Promise<number> {
  let filled = 0
  for (;;) {
    const fill = await db.fills.orderBy('scope').first()
    if (!fill) return filled
    await fillScope(db, transport, fill.scope, onRows)
    filled += 1
  }
}

async function fillScope(
  db: AccountDb,
  transport: Transport,
  scope: string,
  onRows: () => void,
): Promise<void> {
  for (let cuts = 0; ; cuts += 1) {
    const fill = await db.fills.get(scope)
    const identity = await db.read<Identity>('identity')
    if (!fill || !identity) return
    const asked = await toldSoFar(db)
    let response: Response
    try {
      response = await request(transport, identity.device, fill)
    } catch (error) {
      if (!(await withoutSnapshot(db, fill, error))) throw error
      continue
    }
    const { ended, rows } = await read(db, fill, response, asked)
    onRows()
    if (ended) return
    if (rows === 0 || cuts >= CUTS) throw new OfflineError('the snapshot was cut')
  }
}

const request = (transport: Transport, device: string, fill: Fill): Promise<Response> =>
  transport.raw('GET', `/sync/v1/scopes/${encodeURIComponent(fill.scope)}/snapshot`, {
    query: { device, cursor: fill.cursor, after: fill.after },
    headers: { Accept: 'application/x-ndjson, application/problem+json' },
  })

/** What an answer without rows means for the fill; false when it means nothing here. */
async function withoutSnapshot(db: AccountDb, fill: Fill, error: unknown): Promise<boolean> {
  if (!(error instanceof ProblemError)) return false
  const { status } = error
  const none = [404, 405, 501].includes(status)
  const stale = [400, 409, 410].includes(status) && fill.cursor !== undefined
  if (!none && !stale) return false
  await db.transaction('rw', tablesOf(db), async () => {
    if (none) {
      await db.fills.delete(fill.scope)
      // Not the person's scope: as if it had never been here.
      if (status === 404) return leaveScope(db, fill.scope)
      // A server without snapshots: the pull brings what there is, from the beginning.
      if (fill.reason !== 'bootstrap') await startRefill(db, 'commanded')
      return
    }
    await restart(db, fill)
  })
  return true
}

const restart = async (db: AccountDb, { scope, reason }: Fill): Promise<void> => {
  await db.fills.put({ scope, reason, number: await nextNumber(db, 'fill') })
}

async function read(
  db: AccountDb,
  fill: Fill,
  response: Response,
  asked: number,
): Promise<{ ended: boolean; rows: number }> {
  const digest = new RowDigest()
  let head: SnapshotHead | null = null
  let portion: PulledRow[] = []
  let rows = 0
  const store = async (): Promise<void> => {
    if (head && portion.length > 0) await storePortion(db, fill, head, { rows: portion, asked })
    portion = []
  }
  try {
    for await (const line of lines(response)) {
      if (head === null) head = line as SnapshotHead
      else if ((line as SnapshotEnd).end === true) {
        await store()
        return { ended: await finish(db, fill, head, line as SnapshotEnd, rows, digest), rows }
      } else {
        const row = line as PulledRow
        digest.add(row)
        rows += 1
        if (portion.push(row) >= PORTION) await store()
      }
    }
  } catch (error) {
    // What came whole is kept: on a weak link that is the only way to ever reach the end.
    await store()
    throw error
  }
  await store()
  return { ended: false, rows }
}

interface Portion {
  rows: PulledRow[]
  /** Receipts up to this number were stored before the snapshot was asked for. */
  asked: number
}

function storePortion(db: AccountDb, fill: Fill, head: SnapshotHead, portion: Portion): Promise<void> {
  return db.transaction('rw', tablesOf(db), async () => {
    const current = await db.fills.get(fill.scope)
    if (current?.number !== fill.number) throw new Error(`the fill of ${fill.scope} was begun anew`)
    const generation = (await db.read<number>('generation')) ?? 0
    const rows = portion.rows.map((row) => ({ ...row, scope: fill.scope }))
    await applyRows(db, rows, { generation, fill: fill.number, asked: portion.asked })
    const last = rows.at(-1)
    const after = last ? `${last.entity}/${last.id}` : undefined
    await db.fills.put({ ...current, cursor: head.cursor, after: after ?? current.after })
  })
}

/** Ends the fill when the answer is whole; else it begins anew, or goes on behind what is stored. */
async function finish(
  db: AccountDb,
  fill: Fill,
  head: SnapshotHead,
  end: SnapshotEnd,
  rows: number,
  digest: RowDigest,
): Promise<boolean> {
  if (end.rows !== rows) return false
  const resumed = fill.after !== undefined
  const wrong = !resumed && end.digest !== null && end.digest !== (await digest.text())
  return db.transaction('rw', tablesOf(db), async () => {
    const current = await db.fills.get(fill.scope)
    if (current?.number !== fill.number) return false
    if (wrong) {
      await restart(db, fill)
      return false
    }
    await leaveScope(db, fill.scope, (row) => row.members[fill.scope]?.fill === fill.number)
    await db.fills.delete(fill.scope)
    const merge = (await db.read<string[]>('merge')) ?? []
    await db.write('merge', [...merge, head.cursor])
    return true
  })
}

/** The lines of an answer as they come; a last line that is no JSON was cut off and is left out. */
async function* lines(response: Response): AsyncGenerator<unknown> {
  const reader = response.body?.getReader()
  if (!reader) return
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw new OfflineError(error)
      })
      rest += decoder.decode(value, { stream: !done })
      const whole = rest.split('\n')
      rest = done ? '' : (whole.pop() ?? '')
      for (const line of whole) {
        if (line.trim() === '') continue
        const parsed = parse(line)
        if (parsed === undefined) return
        yield parsed
      }
      if (done) return
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return undefined
  }
}
