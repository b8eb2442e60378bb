// @vitest-environment node
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { collectDelivered, KEEP_MS } from './collect'
import { sha256Hex } from './digest'
import type { SyncEngine } from './engine'
import { applyPage } from './pull'
import { pinnedVisits } from './rows'
import { assignment, document, prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import type { Operation, PullResponse } from './wire'
import { addPhoto, loadView, removePhoto, saveRegister, submitVisit } from './work'

const ME = 'account-1'

let account = 0
let db: AccountDb
let server: ServerModel

const syncOnce = (over: AccountDb = db): Promise<SyncEngine> => runOnce(over, server)

/** The app is killed and started again: everything must come from the disk. */
async function reload(): Promise<void> {
  db.close()
  db = new AccountDb(db.account)
}

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const operations = (): Operation[] => server.pushes.flatMap((push) => push.operations)
const valueOf = async (item: string) => (await loadView(db, VISIT)).answers.get(item)?.value

beforeEach(async () => {
  account += 1
  db = new AccountDb(`${ME}-${account}`)
  server = new ServerModel()
  prepare(server)
  await syncOnce()
})

describe('folding', () => {
  it('makes one start and one answers.set of any number of edits of a visit', async () => {
    await answer('a', 'YES')
    await answer('b', 'YES')
    await answer('a', 'NO')
    await saveRegister(db, VISIT, 'note', 'a', '地面有水')
    await syncOnce()
    expect(operations().map((operation) => operation.kind)).toEqual([
      'visit.start',
      'answers.set',
      'note.add',
    ])
    const set = operations()[1]
    expect(set).toMatchObject({ answers: { a: { value: 'NO', base: [] }, b: { value: 'YES', base: [] } } })
    expect(operations().map((operation) => operation.sequence)).toEqual([1, 2, 3])
  })

  it('names the operation whose value was seen as the base of a later edit', async () => {
    await answer('a', 'YES')
    await syncOnce()
    const first = operations()[1]
    await answer('a', 'NO')
    await answer('a', 'YES')
    await syncOnce()
    expect(operations().at(-1)).toMatchObject({ answers: { a: { value: 'YES', base: [first?.id] } } })
  })

  it('gives every operation and every edit a clock reading above all earlier ones', async () => {
    await answer('a', 'YES')
    await syncOnce()
    await answer('b', 'YES')
    await syncOnce()
    const readings = operations().map((operation) => operation.hlc)
    expect([...readings].sort()).toEqual(readings)
    expect(new Set(readings).size).toBe(readings.length)
  })

  it('splits what is too large for one operation', async () => {
    for (let index = 0; index < 5; index += 1) await answer(`t${index}`, '长'.repeat(20_000))
    await syncOnce()
    const sets = operations().filter((operation) => operation.kind === 'answers.set')
    expect(sets.length).toBeGreaterThan(1)
    for (const set of sets) expect(JSON.stringify(set).length * 3).toBeLessThan(262_144)
  })
})

describe('pushing', () => {
  it('P03_sendsTheSameBatchUnchangedWhenTheAnswerWasLost', async () => {
    await answer('a', 'YES')
    // Only the push's answer is lost, not that of the session before it.
    const judge = server.judge
    server.judge = (operation) => {
      server.lostAnswer = true
      return judge(operation)
    }
    await syncOnce()
    server.judge = judge
    server.lostAnswer = false
    await reload()
    await answer('b', 'NO')
    await syncOnce()
    expect(server.pushes[1]?.batch).toBe(server.pushes[0]?.batch)
    expect(server.pushes[1]?.operations).toEqual(server.pushes[0]?.operations)
    expect(await countUnsent(db)).toBe(0)
    expect(server.stored.size).toBe(3)
  })

  it('P25_keepsAnOperationWhoseStatusItDoesNotKnow', async () => {
    server.judge = () => ({ status: 'quarantined' })
    await answer('a', 'YES')
    await syncOnce()
    expect(await countUnsent(db)).toBe(1)
    expect(await valueOf('a')).toBe('YES')
    expect(await db.outbox.where('state').equals('sent').count()).toBe(2)
  })

  it('P05_goesOnWithOtherVisitsWhenOneOperationMustWait', async () => {
    const other = assignment({ id: 'assignment-2', visit: 'visit-2' })
    server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-2', body: other })
    await syncOnce()
    server.judge = (operation) => (operation.entityId === VISIT ? { status: 'retry', afterMs: 60_000 } : {})
    await answer('a', 'YES')
    await saveRegister(db, 'visit-2', 'answer', 'a', 'NO')
    await syncOnce()
    expect([...server.stored.values()].every((each) => each.operation.entityId === 'visit-2')).toBe(true)
    expect(server.stored.size).toBe(2)
    expect(await countUnsent(db)).toBe(1)
  })

  it('keeps what is written while the server is down and sends it later', async () => {
    server.down = true
    await answer('a', 'YES')
    const engine = await syncOnce()
    expect(engine.status.phase).toBe('offline')
    expect(await countUnsent(db)).toBe(1)
    await reload()
    expect(await valueOf('a')).toBe('YES')
    server.down = false
    await syncOnce()
    expect(await countUnsent(db)).toBe(0)
  })

  it('sends again, unchanged, what the server has lost', async () => {
    await answer('a', 'YES')
    await syncOnce()
    const before = operations()
    server.stored.clear()
    const known = server.leases.known('device-1').incarnations[1]
    if (known) known.sequences = {}
    await syncOnce()
    expect(server.sessions.at(-1)?.acknowledged).toBe(2)
    expect(server.stored.size).toBe(2)
    expect(operations().slice(before.length)).toEqual(before)
  })
})

describe('overlay', () => {
  it('shows my answer until a pull past the point where it became visible, then the server has the word', async () => {
    await answer('a', 'YES')
    await syncOnce()
    expect(await db.outbox.where('overlay').equals(1).count()).toBe(0)
    const op = operations()[1]?.id ?? ''
    const theirs = { value: 'NO', op: 'theirs', hlc: 'ffff', by: 'them', conflict: null }
    server.publish({
      scope: 'user:me',
      entity: 'visit',
      id: VISIT,
      body: document({ answers: { a: theirs } }),
    })
    await syncOnce()
    expect(await valueOf('a')).toBe('NO')
    expect(op).not.toBe('')
  })

  it('keeps my answer while the horizon is behind', async () => {
    server.feed.open = server.feed.next()
    await answer('a', 'YES')
    await syncOnce()
    expect((await loadView(db, VISIT)).answers.get('a')).toMatchObject({ value: 'YES', where: 'server' })
    expect(await db.outbox.where('overlay').equals(1).count()).toBe(2)
  })

  it('P21_keepsAnUnsentEditAboveWhateverComesDown', async () => {
    await answer('a', 'YES')
    const theirs = { value: 'NO', op: 'theirs', hlc: 'ffff', by: 'them', conflict: null }
    const body = document({ answers: { a: theirs } })
    const page: PullResponse = {
      rows: [{ scope: 'user:me', entity: 'visit', id: VISIT, op: 'upsert', rev: 9, body }],
      cursor: 'c',
      horizon: '500',
      more: false,
      consistent: true,
      scopes: [],
      leftScopes: [],
      asOf: '2026-11-22T02:42:00.000Z',
      lagMs: 0,
    }
    await applyPage(db, page, 0)
    expect(await valueOf('a')).toBe('YES')
    await syncOnce()
    // Not based on the value I never saw: the server will show both.
    expect(operations().find((operation) => operation.kind === 'answers.set')).toMatchObject({
      answers: { a: { base: [] } },
    })
  })

  it('settles a conflict by naming every head', async () => {
    const heads = [
      { op: 'o1', value: 'YES', hlc: '01', by: 'x' },
      { op: 'o2', value: 'NO', hlc: '02', by: 'y' },
    ]
    const conflicted = { value: 'NO', op: 'o2', hlc: '02', by: 'y', conflict: 'c1', heads }
    server.publish({
      scope: 'user:me',
      entity: 'visit',
      id: VISIT,
      body: document({ answers: { a: conflicted } }),
    })
    await syncOnce()
    expect((await loadView(db, VISIT)).answers.get('a')?.heads).toHaveLength(2)
    await saveRegister(db, VISIT, 'answer', 'a', 'YES', ['o1', 'o2'])
    await syncOnce()
    expect(operations().at(-1)).toMatchObject({ answers: { a: { value: 'YES', base: ['o1', 'o2'] } } })
  })

  it('P17_locksASubmittedVisitAndOpensItAgainWhenTheSubmissionIsRefused', async () => {
    await answer('a', 'YES')
    await submitVisit(db, VISIT, '100.00')
    expect((await loadView(db, VISIT)).submittedHere).toBe(true)
    await expect(answer('a', 'NO')).rejects.toThrow()
    server.judge = (operation) =>
      operation.kind === 'status.request' ? { status: 'parked', code: 'status-conflict' } : {}
    await syncOnce()
    const view = await loadView(db, VISIT)
    expect(view.submittedHere).toBe(false)
    expect(view.refused?.receipt?.code).toBe('status-conflict')
    await answer('a', 'NO')
  })

  it('P07_showsAHeldSubmissionAsReleasedWhenItsReceiptComes', async () => {
    server.judge = (operation) =>
      operation.kind === 'status.request' ? { status: 'held', visibleAt: null, code: 'media-incomplete' } : {}
    await submitVisit(db, VISIT, null)
    await syncOnce()
    const held = operations().at(-1)?.id ?? ''
    expect((await db.outbox.get(held))?.receipt?.status).toBe('held')
    expect((await loadView(db, VISIT)).submittedHere).toBe(true)
    const released = { operation: held, status: 'applied', visibleAt: '1' }
    server.publish({ scope: 'user:me', entity: 'receipt', id: held, body: released })
    await syncOnce()
    expect((await db.outbox.get(held))?.receipt?.status).toBe('applied')
    expect((await db.outbox.get(held))?.overlay).toBe(0)
  })
})

describe('pulling', () => {
  it('applies a page and its cursor together or not at all', async () => {
    const before = await db.read<string>('cursor')
    const rows = [
      { scope: 's', entity: 'unit', id: 'u1', op: 'upsert' as const, rev: 1, body: {} },
      { scope: 's', entity: 'unit', id: 'u2', op: 'upsert' as const, rev: 1, body: {} },
    ]
    const page = { rows, cursor: 'next', horizon: 'not-a-number', more: false, leftScopes: [] as string[] }
    await expect(applyPage(db, page as unknown as PullResponse, 0)).rejects.toThrow()
    expect(await db.read<string>('cursor')).toBe(before)
    expect(await db.rows.where('entity').equals('unit').count()).toBe(0)
  })

  it('brings everything over several pages', async () => {
    server.feed.pageRows = 7
    for (let index = 0; index < 30; index += 1) {
      server.publish({ scope: 'org', entity: 'thing', id: `t${index}`, body: index })
    }
    await syncOnce()
    expect(await db.rows.where('entity').equals('thing').count()).toBe(30)
  })

  it('drops a row only when its last scope is gone', async () => {
    server.publish({ scope: 'a', entity: 'thing', id: 't', body: 1 })
    server.publish({ scope: 'b', entity: 'thing', id: 't', body: 1 })
    await syncOnce()
    server.publish({ scope: 'a', entity: 'thing', id: 't', op: 'left', body: null })
    await syncOnce()
    expect(await db.rows.get(['thing', 't'])).toBeDefined()
    server.feed.scopes.delete('b')
    await syncOnce()
    expect(await db.rows.get(['thing', 't'])).toBeUndefined()
  })

  it('keepsAVisitThatIsNoLongerMineWhileWorkOfMineIsUnsent', async () => {
    server.judge = () => ({ status: 'retry', afterMs: 60_000 })
    await answer('a', 'YES')
    server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', op: 'left', body: null })
    server.feed.scopes.delete('checklist:checklist-1')
    await syncOnce()
    expect((await db.rows.get(['assignment', 'assignment-1']))?.gone).toBe('left')
    expect(await db.rows.get(['checklist', 'checklist-1'])).toBeDefined()
    expect([...(await pinnedVisits(db))]).toEqual([VISIT])
    expect(await valueOf('a')).toBe('YES')
    server.judge = () => ({})
    await syncOnce()
    await syncOnce()
    expect(await db.rows.get(['assignment', 'assignment-1'])).toBeUndefined()
    expect(await db.rows.get(['checklist', 'checklist-1'])).toBeUndefined()
  })
})

describe('files', () => {
  it('P04_goesOnFromWhereAnUploadStopped', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1_800_000)
    await addPhoto(db, VISIT, photo, blob)
    server.failPatchAfter = 2
    const engine = await syncOnce()
    expect(engine.status.phase).toBe('offline')
    expect((await db.media.get('p1'))?.uploaded).toBe(2 * 512 * 1024)
    server.failPatchAfter = Infinity
    await reload()
    await syncOnce()
    expect(server.uploads.size).toBe(1)
    expect(server.verified.has(photo.sha256)).toBe(true)
    expect((await db.media.get('p1'))?.state).toBe('done')
    expect(await countUnsent(db)).toBe(0)
  })

  it('P02_declaresAFileBeforeItSendsIt', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await addPhoto(db, VISIT, photo, blob)
    server.judge = () => ({ status: 'retry', afterMs: 60_000 })
    await syncOnce()
    expect(server.uploads.size).toBe(0)
    expect(await countUnsent(db)).toBe(1)
  })

  it('does not send a file the server already has', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    server.verified.add(photo.sha256)
    await addPhoto(db, VISIT, photo, blob)
    await syncOnce()
    expect(server.uploads.size).toBe(0)
    expect((await db.media.get('p1'))?.state).toBe('done')
  })

  it('forgets a photo that never left and removes one that did by naming what was seen', async () => {
    const first = await makePhoto('p1', 'a', 10)
    await addPhoto(db, VISIT, first.photo, first.blob)
    await removePhoto(db, VISIT, 'p1')
    expect(await db.files.count()).toBe(0)
    const second = await makePhoto('p2', 'a', 20)
    await addPhoto(db, VISIT, second.photo, second.blob)
    await syncOnce()
    expect(operations().map((operation) => operation.kind)).toEqual(['visit.start', 'photo.add'])
    await removePhoto(db, VISIT, 'p2')
    await syncOnce()
    expect(operations().at(-1)).toMatchObject({
      kind: 'photo.remove',
      photo: 'p2',
      observed: [operations()[1]?.id],
    })
  })

  it('keepsTheHashOfExactlyTheBytesStored', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 5000)
    await addPhoto(db, VISIT, photo, blob)
    await reload()
    const stored = await db.files.get(photo.sha256)
    expect(await sha256Hex(await (stored?.blob ?? new Blob()).arrayBuffer())).toBe(photo.sha256)
  })
})

describe('people sharing a tablet', () => {
  it('P19_keepsEachPersonsUnsentWorkApart', async () => {
    server.down = true
    await answer('a', 'YES')
    const other = new AccountDb(`other-${account}`)
    server.down = false
    await syncOnce(other)
    expect(await countUnsent(other)).toBe(0)
    expect(await countUnsent(db)).toBe(1)
    expect(server.stored.size).toBe(0)
    await syncOnce()
    expect(operations().every((operation) => operation.actor === db.account)).toBe(true)
  })

  it('P31_keepsTheQueueWhenTheSessionExpiredAndSendsItAfterSigningInAgain', async () => {
    await answer('a', 'YES')
    server.expired = true
    const engine = await syncOnce()
    expect(engine.status.phase).toBe('expired')
    expect(await countUnsent(db)).toBe(1)
    await reload()
    server.expired = false
    await syncOnce()
    expect(await countUnsent(db)).toBe(0)
    expect(await valueOf('a')).toBe('YES')
  })

  it('P18_neverClearsWhatHasNotArrivedHoweverOldItIs', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await answer('a', 'YES')
    await addPhoto(db, VISIT, photo, blob)
    await collectDelivered(db, Date.now() + 400 * 24 * 3_600_000)
    expect(await countUnsent(db)).toBe(2)
    await syncOnce()
    await collectDelivered(db, Date.now() + KEEP_MS + 1000)
    expect(await db.outbox.count()).toBe(0)
    expect(await db.files.count()).toBe(0)
  })
})

describe('a server of another set of data', () => {
  it('brings everything again and keeps the old rows until it is there', async () => {
    server.feed.rows = []
    server.feed.epoch = 'e2'
    server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-2', body: assignment() })
    server.publish({ scope: 'user:me', entity: 'thing', id: 't', body: {} })
    server.feed.pageRows = 1
    await syncOnce()
    const kept = await db.rows.where('entity').equals('assignment').primaryKeys()
    expect(kept).toEqual([['assignment', 'assignment-2']])
  })
})
