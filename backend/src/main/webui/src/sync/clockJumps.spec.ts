// @vitest-environment node
/** The clock of a tablet is set by people and networks, by a year even; nothing may be lost or put off by it. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { KEEP_MS } from './collect'
import { SyncEngine } from './engine'
import { prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import { addPhoto, saveRegister } from './work'

const YEAR_MS = 365 * 24 * 3_600_000

let count = 0
let db: AccountDb
let server: ServerModel

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const kept = async () => [await db.outbox.count(), await db.media.count(), await db.files.count()]

/** Only the tablet's clock jumps; the server's goes on. */
function jump(ms: number): void {
  vi.setSystemTime(Date.now() + ms)
  server.ahead -= ms
}

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  db = new AccountDb(`clock-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await runOnce(db, server)
})

afterEach(() => {
  vi.useRealTimers()
  db.close()
})

it('what arrived is kept for 14 days of the server’s, whatever the tablet’s clock does', async () => {
  const { photo, blob } = await makePhoto('p1', 'a', 1000)
  await answer('a', 'YES')
  await addPhoto(db, VISIT, photo, blob)
  await runOnce(db, server)
  expect(await kept()).toEqual([3, 1, 1])
  jump(YEAR_MS)
  await runOnce(db, server)
  expect(await kept()).toEqual([3, 1, 1])
  jump(-2 * YEAR_MS)
  await runOnce(db, server)
  expect(await kept()).toEqual([3, 1, 1])
  server.ahead += KEEP_MS - 60_000
  await runOnce(db, server)
  expect(await kept()).toEqual([3, 1, 1])
  server.ahead += 120_000
  await runOnce(db, server)
  expect(await kept()).toEqual([0, 0, 0])
})

it('nothing is cleared before the server has told its time', async () => {
  await answer('a', 'YES')
  await runOnce(db, server)
  server.ahead += 2 * KEEP_MS
  server.down = true
  await runOnce(db, server)
  expect((await kept())[0]).toBe(2)
})

it('what arrived at a time nobody noted is kept for 14 days from now', async () => {
  await answer('a', 'YES')
  await runOnce(db, server)
  await db.outbox.toCollection().modify((entry) => {
    delete entry.receivedAt
  })
  await runOnce(db, server)
  expect((await kept())[0]).toBe(2)
  server.ahead += KEEP_MS + 60_000
  await runOnce(db, server)
  expect((await kept())[0]).toBe(0)
})

it('an operation that was to wait goes again when the time has passed, though the clock was set back', async () => {
  let elapsed = 0
  const engine = new SyncEngine(db, server, { deviceName: 'test', random: () => 1, elapsed: () => elapsed })
  server.judge = () => ({ status: 'retry', afterMs: 5_000 })
  await answer('a', 'YES')
  await engine.sync()
  const pushes = server.pushes.length
  server.judge = () => ({})
  jump(-YEAR_MS)
  await engine.sync()
  expect(server.pushes).toHaveLength(pushes)
  elapsed += 5_001
  await engine.sync()
  expect(await countUnsent(db)).toBe(0)
  engine.stop()
})

it('opens a session and compares digests when it is time, though the clock was set back', async () => {
  let elapsed = 0
  const engine = new SyncEngine(db, server, { deviceName: 'test', random: () => 1, elapsed: () => elapsed })
  await engine.sync()
  const sessions = server.sessions.length
  const compared = server.paths.filter((path) => path.endsWith('/verify')).length
  jump(-YEAR_MS)
  elapsed += 16 * 60_000
  await engine.sync()
  expect(server.sessions).toHaveLength(sessions + 1)
  expect(server.paths.filter((path) => path.endsWith('/verify'))).toHaveLength(compared + 1)
  engine.stop()
})
