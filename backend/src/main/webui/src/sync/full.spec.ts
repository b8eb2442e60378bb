// @vitest-environment node
import 'fake-indexeddb/auto'
import type { DBCore, DBCoreTable } from 'dexie'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '@/api/problem'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { isQuotaError, keepReserve, releaseReserve } from '@/db/room'
import { handOver } from './rescue'
import { prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import { addPhoto, loadView, saveRegister } from './work'

/** Whether a write to this table has no room; asked at every one. */
let full: (table: string) => boolean = () => false

/** A database on a disk that can be full. What is deleted always succeeds, as in a browser. */
function smallDb(account: string): AccountDb {
  const db = new AccountDb(account)
  const limited = (table: DBCoreTable): DBCoreTable => ({
    ...table,
    mutate(request) {
      const grows = request.type === 'add' || request.type === 'put'
      if (grows && full(table.name)) return Promise.reject(new DOMException('no room', 'QuotaExceededError'))
      return table.mutate(request)
    },
  })
  db.use({
    stack: 'dbcore',
    name: 'small',
    create: (core: DBCore): DBCore => ({ ...core, table: (name) => limited(core.table(name)) }),
  })
  return db
}

let count = 0
let db: AccountDb
let server: ServerModel

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const valueOf = async (item: string) => (await loadView(db, VISIT)).answers.get(item)?.value
const plenty = () => Promise.resolve({ quota: 10 ** 9, usage: 0 })

beforeEach(async () => {
  full = () => false
  db = smallDb(`full-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await runOnce(db, server)
})

describe('a full disk', () => {
  it('keeps what stood, says so, and takes the stroke when there is room', async () => {
    await answer('a', 'YES')
    full = () => true
    const error = await answer('a', 'NO').catch((caught: unknown) => caught)
    expect(isQuotaError(error)).toBe(true)
    expect(await valueOf('a')).toBe('YES')
    full = () => false
    await answer('a', 'NO')
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
    expect(await valueOf('a')).toBe('NO')
  })

  it('is not what a connection is that was aborted', async () => {
    server.refuse = () => {
      throw new OfflineError(new DOMException('cut', 'AbortError'))
    }
    expect((await runOnce(db, server)).status.phase).toBe('offline')
  })

  it.each(['outbox', 'rows', 'meta'])(
    'in the middle of a run, at %s, loses and doubles nothing',
    async (name) => {
      await answer('a', 'YES')
      full = (table) => table === name
      const engine = await runOnce(db, server)
      expect(engine.status.phase).toBe('full')
      expect(await valueOf('a')).toBe('YES')
      full = () => false
      await runOnce(db, server)
      expect(server.stored.size).toBe(2)
      expect(server.leases.forks).toBe(0)
      expect(await countUnsent(db)).toBe(0)
    },
  )

  it.each(['files', 'media', 'outbox', 'drafts', 'meta'])(
    'keeps a photo whole or not at all when %s has no room for it, and sends what stood',
    async (name) => {
      await answer('a', 'YES')
      const { photo, blob } = await makePhoto('p1', 'a', 1000)
      full = (table) => table === name
      const error = await addPhoto(db, VISIT, photo, blob).catch((caught: unknown) => caught)
      expect(isQuotaError(error) || name === 'drafts').toBe(true)
      full = () => false
      if (isQuotaError(error)) {
        expect(await Promise.all([db.files.count(), db.media.count()])).toEqual([0, 0])
        expect((await loadView(db, VISIT)).photos).toEqual([])
        expect(await valueOf('a')).toBe('YES')
        await runOnce(db, server)
        expect(await countUnsent(db)).toBe(0)
        await addPhoto(db, VISIT, photo, blob)
      }
      await runOnce(db, server)
      expect(server.verified.has(photo.sha256)).toBe(true)
      expect(await countUnsent(db)).toBe(0)
    },
  )

  it('that takes no stroke at all still lets everything be handed over as it is', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 1000)
    await answer('a', 'YES')
    await addPhoto(db, VISIT, photo, blob)
    full = () => true
    expect((await runOnce(db, server)).status.phase).toBe('full')
    expect(await handOver(db, server)).toMatchObject({ things: 2, parts: 1 })
    expect(server.rescues[0]?.text).toContain('"base64"')
    expect(await countUnsent(db)).toBe(2)
    full = () => false
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
  })

  it('after the server has taken a batch, sends the same batch again', async () => {
    await answer('a', 'YES')
    server.judge = () => ((full = () => true), {})
    const engine = await runOnce(db, server)
    expect(engine.status.phase).toBe('full')
    expect(server.stored.size).toBe(2)
    expect(await countUnsent(db)).toBe(1)
    full = () => false
    server.judge = () => ({})
    await runOnce(db, server)
    expect(server.pushes[1]?.batch).toBe(server.pushes[0]?.batch)
    expect(server.leases.forks).toBe(0)
    expect(await countUnsent(db)).toBe(0)
  })

  it('that made the browser close the store is told as such, and the store is opened when there is room', async () => {
    await answer('a', 'YES')
    let room = false
    const opening = vi.spyOn(db, 'open')
    opening.mockImplementation(() =>
      room
        ? (opening.mockRestore(), db.open())
        : (Promise.reject(new DOMException('Internal error opening backing store', 'UnknownError')) as never),
    )
    db.close()
    expect((await runOnce(db, server)).status.phase).toBe('full')
    room = true
    expect((await runOnce(db, server)).status.phase).toBe('idle')
    expect(await countUnsent(db)).toBe(0)
    expect(await valueOf('a')).toBe('YES')
  })

  it('gives up the reserve, and with its room hands over what waits', async () => {
    await keepReserve(db, plenty)
    await answer('a', 'YES')
    let reserved = true
    full = () => reserved
    expect((await runOnce(db, server)).status.phase).toBe('full')
    expect(await db.read('reserve')).toBeUndefined()
    reserved = false
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
  })

  it('makes a reserve only where there is plenty of room', async () => {
    await keepReserve(db, () => Promise.resolve({ quota: 10 ** 7, usage: 0 }))
    expect(await releaseReserve(db)).toBe(false)
    await keepReserve(db, plenty)
    expect(await releaseReserve(db)).toBe(true)
  })
})
