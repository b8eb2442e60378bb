// @vitest-environment node
/**
 * The app is killed after its first write, after its second, and so on, until a whole story passes without; each time
 * it starts again on what is on the disk, and in the end nothing may be lost, doubled or left over.
 */
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { SyncEngine } from './engine'
import { assignment, prepare, runOnce, VISIT } from './testing/fixtures'
import { Killed, Life, mortalDb, mortalTransport } from './testing/killable'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import type { VisitDocument } from './wire'
import { addPhoto, loadView, saveRegister, submitVisit } from './work'

type Step = (db: AccountDb, sync: () => Promise<void>) => Promise<unknown>

let count = 0

/**
 * Runs the steps, killed after `most` writes; whatever was killed is done again by the next life, which lives for ever.
 * Answers whether the first life was long enough.
 */
async function live(account: string, server: ServerModel, steps: Step[], most: number): Promise<boolean> {
  let first = true
  for (let at = 0; at < steps.length;) {
    const life = new Life(first ? most : Infinity)
    const db = mortalDb(account, life)
    const transport = mortalTransport(server, life)
    const sync = async (): Promise<void> => {
      const engine = new SyncEngine(db, transport, { deviceName: 'test', random: () => 1 })
      await engine.sync()
      engine.stop()
      if (life.dead) throw new Killed()
    }
    try {
      for (; at < steps.length; at += 1) await steps[at]?.(db, sync)
    } catch (error) {
      if (!life.dead) throw error
    }
    db.close()
    if (life.dead) first = false
  }
  return first
}

/** Tells the story with every possible end of the first life. */
async function everyKill(tell: (most: number) => Promise<boolean>): Promise<number> {
  for (let most = 0; most < 400; most += 1) if (await tell(most)) return most
  throw new Error('the story never ends')
}

async function atRest(account: string, server: ServerModel, answers: Record<string, string>): Promise<void> {
  const db = new AccountDb(account)
  await runOnce(db, server)
  await runOnce(db, server)
  expect(await countUnsent(db)).toBe(0)
  expect(await db.outbox.where('overlay').equals(1).count()).toBe(0)
  expect(await db.fills.count()).toBe(0)
  const view = await loadView(db, VISIT)
  const shown = Object.fromEntries([...view.answers].map(([item, { value }]) => [item, value]))
  expect(shown).toEqual(answers)
  const visit = server.feed.rows.find((row) => row.entity === 'visit')?.body as VisitDocument
  const stored = Object.entries(visit.answers)
  expect(Object.fromEntries(stored.map(([item, { value }]) => [item, value]))).toEqual(answers)
  expect(stored.filter(([, { conflict }]) => conflict !== null)).toEqual([])
  // What the device holds is what the server would send.
  const expected = server.feed.rows
    .filter((row) => row.op === 'upsert')
    .map((row) => `${row.entity}/${row.id}`)
  const held = (await db.rows.toArray()).map((row) => `${row.entity}/${row.id}`)
  expect(held.sort()).toEqual([...new Set(expected)].sort())
  expect(await db.read('inflight')).toBeUndefined()
  expect(await db.read('attempt')).toBeUndefined()
  db.close()
}

const kinds = (server: ServerModel): string[] =>
  [...server.stored.values()].map(({ operation }) => operation.kind).sort()

/** Twice the same stroke is one: the person sees after the restart whether it was kept. */
const answer =
  (item: string, value: string): Step =>
  async (db) => {
    if ((await loadView(db, VISIT)).answers.get(item)?.value === value) return
    await saveRegister(db, VISIT, 'answer', item, value)
  }

const sync: Step = (_, run) => run()

describe('killed after any write', () => {
  it('a visit from the first fill to the submission', { timeout: 300_000 }, async () => {
    const file = await makePhoto('p1', 'a', 900_000)
    const most = await everyKill(async (writes) => {
      const account = `kill-${(count += 1)}`
      const server = new ServerModel()
      prepare(server)
      for (let index = 0; index < 230; index += 1)
        server.publish({ scope: 'org', entity: 'thing', id: `t${index}`, body: 0 })
      const whole = await live(
        account,
        server,
        [
          sync,
          answer('a', 'YES'),
          async (db) => {
            if ((await db.media.count()) === 0) await addPhoto(db, VISIT, file.photo, file.blob)
          },
          sync,
          answer('a', 'NO'),
          async (db) => {
            if (!(await loadView(db, VISIT)).submittedHere) await submitVisit(db, VISIT, '90.00')
          },
          sync,
        ],
        writes,
      )
      await atRest(account, server, { a: 'NO' })
      expect(kinds(server)).toEqual([
        ...['answers.set', 'answers.set', 'photo.add', 'status.request', 'visit.start'],
      ])
      expect(server.verified.size).toBe(1)
      expect(server.leases.forks).toBe(0)
      return whole
    })
    expect(most).toBeGreaterThan(20)
  })

  it('a copy at work and a server restored to an earlier day', { timeout: 300_000 }, async () => {
    const most = await everyKill(async (writes) => {
      const account = `kill-${(count += 1)}`
      const server = new ServerModel()
      prepare(server)
      const started = new AccountDb(account)
      await runOnce(started, server)
      await saveRegister(started, VISIT, 'answer', 'a', 'YES')
      await runOnce(started, server)
      const backup = server.backup()
      await saveRegister(started, VISIT, 'answer', 'b', 'NO')
      await runOnce(started, server)
      started.close()
      server.restore(backup)
      server.feed.epoch = 'e2'
      server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
      const whole = await live(account, server, [sync, answer('c', 'YES'), sync], writes)
      await atRest(account, server, { a: 'YES', b: 'NO', c: 'YES' })
      expect(kinds(server)).toEqual(['answers.set', 'answers.set', 'answers.set', 'visit.start'])
      return whole
    })
    expect(most).toBeGreaterThan(10)
  })

  it('an expired cursor and an answer that is cut', { timeout: 300_000 }, async () => {
    const most = await everyKill(async (writes) => {
      const account = `kill-${(count += 1)}`
      const server = new ServerModel()
      prepare(server)
      for (let index = 0; index < 260; index += 1)
        server.publish({ scope: 'org', entity: 'thing', id: `t${index}`, body: 0 })
      const started = new AccountDb(account)
      await runOnce(started, server)
      await saveRegister(started, VISIT, 'answer', 'a', 'YES')
      started.close()
      server.feed.rows = server.feed.rows.filter(
        (row) => row.entity !== 'thing' || Number(row.id.slice(1)) % 2,
      )
      server.feed.floors = { org: server.feed.next() }
      server.feed.cutAfter = 90
      const whole = await live(account, server, [sync], writes)
      await atRest(account, server, { a: 'YES' })
      return whole
    })
    expect(most).toBeGreaterThan(5)
  })
})
