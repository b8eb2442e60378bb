// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError, ProblemError } from '@/api/problem'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { collectDelivered, KEEP_MS } from './collect'
import { SyncEngine } from './engine'
import type { Identity } from './identity'
import type { ClockOffset } from './session'
import { PORTION } from './snapshot'
import { refusal } from './testing/feed'
import { assignment, document, prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import type { Operation } from './wire'
import { addPhoto, loadView, saveRegister, submitVisit } from './work'

let account = 0
let db: AccountDb
let server: ServerModel

const syncOnce = (): Promise<SyncEngine> => runOnce(db, server)
const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const identity = async () => (await db.read<Identity>('identity')) as Identity
const operations = (): Operation[] => server.pushes.flatMap((push) => push.operations)
const ids = (list: { id: string }[]) => list.map((each) => each.id)
const heldRows = () => db.rows.filter((row) => row.gone === undefined).count()
const answersOnServer = () => {
  const row = server.feed.rows.find((each) => each.entity === 'visit')
  const { answers } = row?.body as ReturnType<typeof document>
  return Object.fromEntries(Object.entries(answers).map(([item, register]) => [item, register.value]))
}

beforeEach(async () => {
  account += 1
  db = new AccountDb(`recovery-${account}`)
  server = new ServerModel()
  prepare(server)
  await syncOnce()
})

afterEach(() => {
  vi.useRealTimers()
  db.close()
})

describe('a copy of this store', () => {
  it('is told by the lease, and both go on under incarnations of their own', async () => {
    const { lease } = await identity()
    await answer('a', 'YES')
    // The other copy was at work: the lease of this one is of the day before yesterday.
    server.leases.move('device-1', 1, lease, 'another copy')
    server.leases.move('device-1', 1, server.leases.known('device-1').incarnations[1]?.lease ?? '', 'again')
    await syncOnce()
    expect(await identity()).toMatchObject({ incarnation: 2, sequence: 2, acknowledged: 2 })
    expect(server.pushes.at(-1)).toMatchObject({ incarnation: 2 })
    expect(await countUnsent(db)).toBe(0)
    expect(answersOnServer()).toEqual({ a: 'YES' })
  })

  it('found while pushing, numbers again what is unsent, keeps its ids and stores nothing twice', async () => {
    server.judge = () => ({ status: 'retry', afterMs: 0 })
    await answer('a', 'YES')
    await syncOnce()
    server.judge = () => ({})
    const first = operations().slice(-2)
    await answer('b', 'NO')
    const device = server.leases.known('device-1')
    if (device.incarnations[1]) device.incarnations[1].sequences = { 1: 'somebody else’s' }
    await syncOnce()
    const sent = server.pushes.at(-1)?.operations ?? []
    expect(server.leases.forks).toBe(1)
    expect(ids(sent).slice(0, 2)).toEqual(ids(first))
    expect(sent.map((operation) => operation.sequence)).toEqual([1, 2, 3])
    expect(server.stored.size).toBe(3)
    expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO' })
  })

  it('is not suspected when only an answer was lost', async () => {
    server.refuse = (path) => void (server.lostAnswer = path.endsWith('/session'))
    await runOnce(db, server)
    server.refuse = () => undefined
    await runOnce(db, server)
    expect(server.sessions.at(-1)?.attempt).toBe(server.sessions.at(-2)?.attempt)
    await answer('a', 'YES')
    server.judge = () => ((server.lostAnswer = true), {})
    await syncOnce()
    server.judge = () => ({})
    await syncOnce()
    expect(server.leases.forks).toBe(0)
    expect(server.stored.size).toBe(2)
  })

  it('is not suspected when a push was answered by nobody and a session is due', async () => {
    await answer('a', 'YES')
    server.judge = () => ((server.lostAnswer = true), {})
    await syncOnce()
    server.judge = () => ({})
    server.lostAnswer = false
    const before = server.paths.length
    await syncOnce()
    expect(server.paths.slice(before)[0]).toBe('/sync/v1/push')
    expect(server.leases.forks).toBe(0)
  })
})

describe('a server restored to an earlier day', () => {
  it.each(['with a new epoch', 'without anybody noticing'])(
    '%s gets again what it lost, and files',
    async (how) => {
      const { photo, blob } = await makePhoto('p1', 'a', 1000)
      await answer('a', 'YES')
      await syncOnce()
      const backup = server.backup()
      await answer('b', 'NO')
      await addPhoto(db, VISIT, photo, blob)
      await submitVisit(db, VISIT, '90.00')
      await syncOnce()
      const all = [...server.stored.keys()]
      expect(all).toHaveLength(5)
      server.restore(backup)
      if (how === 'with a new epoch') server.feed.epoch = 'e2'
      await answer('c', 'YES')
      await syncOnce()
      await syncOnce()
      expect([...server.stored.keys()]).toEqual(expect.arrayContaining(all))
      expect(server.stored.size).toBe(all.length + 1)
      expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO', c: 'YES' })
      expect(server.verified.has(photo.sha256)).toBe(true)
      expect(await countUnsent(db)).toBe(0)
      expect(await db.outbox.where('overlay').equals(1).count()).toBe(0)
    },
  )

  it('gets nothing that is older than the window, and it stays until then', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await addPhoto(db, VISIT, photo, blob)
    await syncOnce()
    await collectDelivered(db, Date.now() + KEEP_MS - 1000)
    expect([await db.outbox.count(), await db.files.count()]).toEqual([2, 1])
    await collectDelivered(db, Date.now() + KEEP_MS + 1000)
    await collectDelivered(db, Date.now() + KEEP_MS + 1000)
    expect([await db.outbox.count(), await db.files.count()]).toEqual([0, 0])
  })

  it('that asks again keeps the file until the operation is durable anew', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await addPhoto(db, VISIT, photo, blob)
    await syncOnce()
    await db.outbox.toCollection().modify({ state: 'sent' })
    await db.media.toCollection().modify({ doneAt: 0 })
    await collectDelivered(db, Date.now())
    expect(await db.files.count()).toBe(1)
  })
})

describe('commands', () => {
  it('resend: what lies beyond the watermark is offered again', async () => {
    await answer('a', 'YES')
    await syncOnce()
    const lost = operations().at(-1)
    server.stored.delete(lost?.id ?? '')
    const known = server.leases.known('device-1').incarnations[1]
    if (known) delete known.sequences[2]
    await syncOnce()
    expect(ids(server.pushes.at(-1)?.operations ?? [])).toEqual([lost?.id])
    expect(server.pushes.at(-1)?.operations).toEqual([lost])
  })

  it('new-incarnation: what is unsent is numbered from 1', async () => {
    await answer('a', 'YES')
    await syncOnce()
    await answer('b', 'NO')
    server.commands = ['unheard-of', 'new-incarnation']
    await syncOnce()
    expect(server.pushes.at(-1)).toMatchObject({ incarnation: 2 })
    expect(operations().at(-1)?.sequence).toBe(1)
    expect(server.leases.forks).toBe(0)
  })

  it('re-bootstrap: everything comes again, unsent work is not touched', async () => {
    server.judge = () => ({ status: 'retry', afterMs: 60_000 })
    await answer('a', 'YES')
    await syncOnce()
    server.commands = ['re-bootstrap']
    server.feed.rows = server.feed.rows.filter((row) => row.entity !== 'assignment')
    const before = server.feed.snapshots
    await syncOnce()
    expect(server.feed.snapshots).toBeGreaterThan(before)
    expect((await db.rows.get(['assignment', 'assignment-1']))?.gone).toBe('left')
    expect((await loadView(db, VISIT)).answers.get('a')?.value).toBe('YES')
    expect(await countUnsent(db)).toBe(1)
  })

  it('wipe-after-push: nothing is deleted before all of it is durable, then the server is told', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await addPhoto(db, VISIT, photo, blob)
    server.commands = ['wipe-after-push']
    server.failPatchAfter = 0
    await syncOnce()
    expect(await countUnsent(db)).toBe(1)
    expect(server.wiped).toEqual([])
    server.failPatchAfter = Infinity
    const engine = await syncOnce()
    expect(engine.status.phase).toBe('wiped')
    expect(server.verified.has(photo.sha256)).toBe(true)
    expect(server.wiped).toEqual(['device-1'])
    const after = new AccountDb(db.account)
    expect(await after.rows.count()).toBe(0)
    after.close()
  })
})

describe('filling by snapshot', () => {
  const many = PORTION + 20
  beforeEach(() => {
    for (let index = 0; index < many; index += 1) {
      server.publish({ scope: 'org', entity: 'thing', id: `t${index}`, body: index })
    }
  })
  const things = () => db.rows.where('entity').equals('thing').count()
  const fresh = () => {
    db.close()
    db = new AccountDb(`recovery-fresh-${account}`)
  }

  it('brings every scope first, and the pull goes on from there', async () => {
    fresh()
    await syncOnce()
    expect(await things()).toBe(many)
    expect(server.feed.snapshots).toBe(3 + 3)
    expect(await db.fills.count()).toBe(0)
    server.publish({ scope: 'org', entity: 'thing', id: 'later', body: 1 })
    await syncOnce()
    expect(await things()).toBe(many + 1)
    expect(server.feed.snapshots).toBe(6)
  })

  it('goes on behind the last row stored when the answer is cut', async () => {
    fresh()
    server.feed.cutAfter = 70
    await syncOnce()
    expect(await things()).toBe(many)
    expect(await db.fills.count()).toBe(0)
  })

  it('pulls everything from a server that has no snapshots', async () => {
    fresh()
    server.feed.old = true
    await syncOnce()
    expect(await things()).toBe(many)
  })

  it('replaces only the scopes whose cursor expired, and drops what is not there any more', async () => {
    await syncOnce()
    server.feed.rows = server.feed.rows.filter((row) => row.id !== 't7')
    server.feed.floors = { org: server.feed.next() }
    const before = server.feed.snapshots
    await syncOnce()
    expect(server.feed.snapshots).toBe(before + 1)
    expect(await things()).toBe(many - 1)
    expect(await heldRows()).toBe(many - 1 + 2)
  })

  it('keeps what unsent work needs although the scope no longer brings it', async () => {
    server.judge = () => ({ status: 'retry', afterMs: 60_000 })
    await answer('a', 'YES')
    await syncOnce()
    server.feed.rows = server.feed.rows.filter((row) => row.entity !== 'assignment')
    server.feed.floors = { 'user:me': server.feed.next() }
    await syncOnce()
    expect((await db.rows.get(['assignment', 'assignment-1']))?.gone).toBe('left')
    expect(await db.rows.get(['checklist', 'checklist-1'])).toBeDefined()
  })

  it('fills again a scope whose digest differs, once a day', async () => {
    await syncOnce()
    await db.rows.delete(['thing', 't3'])
    await syncOnce()
    expect(await things()).toBe(many - 1)
    await db.write('verifiedAt', Date.now() - 25 * 3_600_000)
    await syncOnce()
    expect(server.feed.mismatches).toEqual(['org'])
    expect(await things()).toBe(many)
    await db.write('verifiedAt', 0)
    await syncOnce()
    expect(server.feed.mismatches).toEqual(['org'])
  })
})

describe('what a server has against a device', () => {
  it('a revoked device hands its work over all the same', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await answer('a', 'YES')
    await addPhoto(db, VISIT, photo, blob)
    server.refuse = (path) => {
      if (path.endsWith('/session') || path.endsWith('/pull'))
        throw refusal(403, 'device-revoked', { pushAllowed: true })
    }
    const engine = await syncOnce()
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'device-revoked' })
    expect(answersOnServer()).toEqual({ a: 'YES' })
    expect(server.verified.has(photo.sha256)).toBe(true)
  })

  it('is left alone for as long as it asks', async () => {
    let elapsed = 0
    server.refuse = () => {
      throw new ProblemError({ status: 503, code: 'overloaded' }, '', 120)
    }
    const engine = new SyncEngine(db, server, {
      deviceName: 'test',
      random: () => 0.5,
      elapsed: () => elapsed,
    })
    await engine.sync()
    const asked = server.paths.length
    server.refuse = () => undefined
    await engine.sync()
    elapsed += 119_000
    await engine.sync()
    expect(server.paths).toHaveLength(asked)
    expect(engine.status.nextTryAt).toBeGreaterThan(Date.now())
    // A quarter of the time at most is added, so that not every tablet comes in the same second.
    elapsed += 31_000
    await engine.sync()
    expect(engine.status.phase).toBe('idle')
    engine.stop()
  })

  it('is tried again within minutes when it asks for longer than an hour', async () => {
    server.refuse = () => {
      throw new ProblemError({ status: 429, code: 'rate-limited' }, '', 1_000_000)
    }
    const engine = await syncOnce()
    expect(engine.status.nextTryAt ?? 0).toBeLessThan(Date.now() + 3_700_000)
  })
})

describe('signatures', () => {
  it('sessions are signed with a key that leaves the browser for nobody', async () => {
    const key = await db.read<CryptoKeyPair>('key')
    expect(server.leases.known('device-1').key).toMatchObject({ kty: 'EC', crv: 'P-256' })
    expect(server.sessions.length).toBeGreaterThan(0)
    expect(key?.privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('jwk', (key as CryptoKeyPair).privateKey)).rejects.toThrow()
  })

  it('a number that was used up is asked for again', async () => {
    let refused = false
    server.refuse = (path) => {
      if (!path.endsWith('/session') || refused) return
      refused = true
      throw refusal(401, 'unauthenticated', { reason: 'signature' })
    }
    const engine = await syncOnce()
    expect(engine.status.phase).toBe('idle')
    expect(server.paths.filter((path) => path.endsWith('/nonce')).length).toBeGreaterThan(2)
  })

  it('a refused signature keeps nobody from handing over work', async () => {
    const other = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign'])
    await db.write('key', other)
    await answer('a', 'YES')
    const engine = await syncOnce()
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'unauthenticated' })
    expect(answersOnServer()).toEqual({ a: 'YES' })
  })
})

describe('the clock of the tablet', () => {
  it('is measured against the server’s, and told as evidence alone', async () => {
    server.ahead = 3_600_000
    await syncOnce()
    const offset = await db.read<ClockOffset>('clockOffset')
    expect(Math.abs((offset?.ms ?? 0) - 3_600_000)).toBeLessThan(5_000)
    await answer('a', 'YES')
    await syncOnce()
    const wall = Date.parse(operations().at(-1)?.wall ?? '')
    expect(Math.abs(wall - Date.now())).toBeLessThan(60_000)
  })
})

describe('two tabs of which both believe to lead', () => {
  it('send the same batch, and the server has everything once', async () => {
    await answer('a', 'YES')
    await answer('b', 'NO')
    const other = new AccountDb(db.account)
    await Promise.all([runOnce(db, server), runOnce(other, server)])
    await runOnce(db, server)
    other.close()
    expect(server.stored.size).toBe(2)
    expect(await countUnsent(db)).toBe(0)
    expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO' })
  })
})

it('an answer that breaks off in the middle is one that was lost', async () => {
  await answer('a', 'YES')
  const push = server.postExact.bind(server)
  vi.spyOn(server, 'postExact').mockImplementation(async (path, bytes, headers) => {
    await push(path, bytes, headers)
    throw new OfflineError()
  })
  await syncOnce()
  vi.restoreAllMocks()
  server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
  await syncOnce()
  expect(server.leases.forks).toBe(0)
  expect(await countUnsent(db)).toBe(0)
})
