// @vitest-environment node
/** A server that was set back tells a device so in many ways, or by the lease alone; nothing may be missing after. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccountDb, countUnsent, type OutboxEntry } from '@/db/accountDb'
import type { Identity } from './identity'
import { refusal } from './testing/feed'
import { prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel, type Backup } from './testing/serverModel'
import type { Operation, VisitDocument } from './wire'
import { addPhoto, loadView, saveRegister } from './work'

let count = 0
let db: AccountDb
let server: ServerModel
let sha256: string
let backup: Backup
let all: string[]

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const syncOnce = () => runOnce(db, server)
const identity = async () => (await db.read<Identity>('identity')) as Identity
const valueOf = async (item: string) => (await loadView(db, VISIT)).answers.get(item)?.value
const answersOnServer = () => {
  const { answers } = server.feed.rows.find((row) => row.entity === 'visit')?.body as VisitDocument
  return Object.fromEntries(Object.entries(answers).map(([item, register]) => [item, register.value]))
}
const first = (...paths: string[]) =>
  server.paths.findIndex((path) => paths.some((each) => path.endsWith(each)))

/** Set back to before the second answer and the photo, of which no pull of this device ever heard. */
beforeEach(async () => {
  db = new AccountDb(`restored-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await syncOnce()
  await answer('a', 'YES')
  await syncOnce()
  backup = server.backup()
  server.refuse = (path) => {
    if (path.endsWith('/pull')) throw refusal(500, 'internal')
  }
  await answer('b', 'NO')
  const { photo, blob } = await makePhoto('p1', 'a', 1000)
  await addPhoto(db, VISIT, photo, blob)
  await syncOnce()
  sha256 = photo.sha256
  all = [...server.stored.keys()]
  expect(all).toHaveLength(4)
  expect(server.verified.has(sha256)).toBe(true)
  expect(await countUnsent(db)).toBe(0)
  server.restore(backup)
  backup = server.backup()
  server.refuse = () => undefined
  server.paths = []
})

afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

async function expectNothingMissing(): Promise<void> {
  expect([...server.stored.keys()].sort()).toEqual([...all].sort())
  expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO' })
  expect(server.verified.has(sha256)).toBe(true)
  expect(await countUnsent(db)).toBe(0)
  expect(await db.outbox.where('overlay').equals(1).count()).toBe(0)
  expect(await valueOf('b')).toBe('NO')
}

describe('a server that was set back and says so by the lease alone', () => {
  it('is asked what it has, and given what it has not, before rows of its present come', async () => {
    const snapshots = server.feed.snapshots
    await syncOnce()
    expect(server.leases.forks).toBe(1)
    expect((await identity()).incarnation).toBe(2)
    expect(first('/operations/status')).toBeGreaterThan(-1)
    expect(first('/media/query')).toBeGreaterThan(first('/operations/status'))
    expect(first('/pull', '/snapshot')).toBeGreaterThan(first('/media/query'))
    expect(server.feed.snapshots).toBe(snapshots)
    const again = server.pushes.at(-1)
    expect(again?.incarnation).toBe(2)
    expect(again?.operations.map((operation) => operation.sequence)).toEqual([1, 2])
    await expectNothingMissing()
  })

  it('while there is unsent work, gets everything once and in the order of its writing', async () => {
    await answer('b', 'YES')
    await syncOnce()
    expect(server.stored.size).toBe(all.length + 1)
    expect(answersOnServer()).toEqual({ a: 'YES', b: 'YES' })
    expect(await countUnsent(db)).toBe(0)
  })

  it('is asked again when the device learns of another fork while it offers what was lost', async () => {
    const route = server.post.bind(server)
    let forked = false
    vi.spyOn(server, 'post').mockImplementation(async (path: string, body: unknown) => {
      const told: unknown = await route(path, body)
      if (path.endsWith('/media/query') && !forked) {
        forked = true
        const { incarnation } = await identity()
        const known = server.leases.known('device-1').incarnations[incarnation]
        if (known) known.lease = 'of another copy'
      }
      return told as never
    })
    await syncOnce()
    expect(server.leases.forks).toBe(2)
    expect(await db.read('recheck')).toBeUndefined()
    await expectNothingMissing()
  })

  it('is noticed again when it is set back to before what it told when it was asked', async () => {
    let before: Backup | undefined
    server.refuse = (path) => {
      if (path.endsWith('/operations/status')) before ??= server.backup()
      // Nothing after the question moves the lease.
      if (before && path.endsWith('/push')) throw refusal(503, 'busy')
    }
    await syncOnce()
    expect((await identity()).incarnation).toBe(2)
    if (before) server.restore(before)
    server.refuse = () => undefined
    await syncOnce()
    expect((await identity()).incarnation).toBe(3)
    await expectNothingMissing()
  })

  it('takes a device whose question had no answer for the one it is', async () => {
    server.refuse = (path) => {
      if (path.endsWith('/operations/status')) server.lostAnswer = true
    }
    await syncOnce()
    const attempt = await db.read<string>('attempt')
    expect(attempt).toBeDefined()
    server.refuse = () => undefined
    await syncOnce()
    expect(server.sessions.at(-1)?.attempt).toBe(attempt)
    expect(await db.read('attempt')).toBeUndefined()
    expect((await identity()).incarnation).toBe(2)
    await expectNothingMissing()
  })

  it('does not let files wait while it cannot say what it has, and brings no rows till then', async () => {
    const { photo, blob } = await makePhoto('p2', 'b', 2000)
    await addPhoto(db, VISIT, photo, blob)
    server.refuse = (path) => {
      if (path.endsWith('/operations/status')) throw refusal(500, 'internal')
    }
    const engine = await syncOnce()
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'internal' })
    expect(server.verified.has(photo.sha256)).toBe(true)
    expect(first('/pull', '/snapshot')).toBe(-1)
    expect(await valueOf('b')).toBe('NO')
    server.refuse = () => undefined
    await syncOnce()
    expect(server.stored.size).toBe(all.length + 1)
    expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO' })
  })

  it('is asked for a thousand operations at a time', async () => {
    const [entry] = await db.outbox.where('state').equals('final').sortBy('order')
    const many = Array.from({ length: 1100 }, (_, index): OutboxEntry => {
      const id = `older-${index}`
      const { operation, ...rest } = entry as OutboxEntry
      const made = { ...(operation as Operation), id }
      server.stored.set(id, { operation: made, hash: '', receipt: { operation: id, status: 'applied' } })
      return { ...rest, id, order: 1000 + index, operation: made }
    })
    await db.outbox.bulkAdd(many)
    const post = vi.spyOn(server, 'post')
    await syncOnce()
    const sizes = post.mock.calls
      .filter(([path]) => path.endsWith('/operations/status'))
      .map(([, body]) => (body as { ids: string[] }).ids.length)
    expect(sizes).toEqual([1000, 104])
    expect(await countUnsent(db)).toBe(0)
    expect(server.stored.size).toBe(all.length + 1100)
  })
})

it.each(['epoch-changed', 'cursor-diverged'])(
  'a server that answers %s is asked what it has before everything comes again',
  async (code) => {
    await syncOnce()
    await syncOnce()
    server.restore(backup)
    server.paths = []
    // The lease of the backup is good: only the pull tells.
    const { device, incarnation, lease, sequence } = await identity()
    server.leases.known(device).incarnations[incarnation] = {
      ...{ lease, previous: null, mover: null },
      sequences: { [sequence + 1]: 'no reason to command a resend' },
    }
    if (code === 'epoch-changed') server.feed.epoch = 'e2'
    const before = server.leases.forks
    let told = false
    server.refuse = (path) => {
      if (!path.endsWith('/pull') || told) return
      told = true
      throw refusal(409, code)
    }
    if (code === 'epoch-changed') server.refuse = () => undefined
    await syncOnce()
    await syncOnce()
    expect(server.leases.forks).toBe(before)
    expect(first('/operations/status')).toBeLessThan(first('/snapshot'))
    await expectNothingMissing()
  },
)

it('a server from before the device was enrolled gets a new device, and everything', async () => {
  server.leases.devices = {}
  server.stored.clear()
  server.verified.clear()
  server.feed.rows = server.feed.rows.filter((row) => row.entity !== 'visit')
  await answer('c', 'YES')
  await syncOnce()
  expect(await identity()).toMatchObject({ device: 'device-1', incarnation: 1, sequence: 5 })
  const sent = server.pushes.slice(-2).flatMap((push) => push.operations)
  expect(sent.map((operation) => operation.sequence)).toEqual([1, 2, 3, 4, 5])
  expect([...server.stored.keys()]).toEqual(expect.arrayContaining(all))
  expect(answersOnServer()).toEqual({ a: 'YES', b: 'NO', c: 'YES' })
  expect(server.verified.has(sha256)).toBe(true)
  expect(server.leases.forks).toBe(0)
  expect(server.sessions.at(-1)?.device).toBe('device-1')
  expect(await countUnsent(db)).toBe(0)
})
