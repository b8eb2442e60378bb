// @vitest-environment node
/** Everything is somewhere, and in one place only. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { savePhotos } from '@/sync/saver'
import { retryFile } from '@/sync/upload'
import { prepare, runOnce, VISIT } from '@/sync/testing/fixtures'
import { makePhoto } from '@/sync/testing/photoFixture'
import { ServerModel } from '@/sync/testing/serverModel'
import { addPhoto, saveRegister, submitVisit } from '@/sync/work'
import { exportWork } from '@/sync/workfile/exporting'
import { loadPending, loadWhereabouts, putAside, removePutAside, unsentOf } from './delivery'

let count = 0
let db: AccountDb
let server: ServerModel

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const where = () => loadWhereabouts(db)
const NONE = { here: 0, waiting: 0, sending: 0, stuck: 0, held: 0, parked: 0 }
const AUTHOR = { name: '林', signInName: 'lin', organisation: '质量中心' }

async function takePhoto(id: string): Promise<void> {
  const { photo, blob } = await makePhoto(id, 'a', 1000 + id.length)
  await addPhoto(db, VISIT, photo, blob)
}

/** As many as are counted wherever a person signs out. */
async function expectWhole(): Promise<void> {
  expect(unsentOf(await where())).toBe(await countUnsent(db))
}

beforeEach(async () => {
  db = new AccountDb(`delivery-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await runOnce(db, server)
})

afterEach(() => db.close())

describe('what was written', () => {
  it('is here, then on the way, then nowhere to be counted', async () => {
    await answer('a', 'YES')
    await saveRegister(db, VISIT, 'note', 'a', '地面有水')
    await takePhoto('p1')
    expect(await where()).toEqual({ ...NONE, here: 3 })
    await expectWhole()
    server.refuse = (path) => {
      server.lostAnswer = path.endsWith('/push')
    }
    await runOnce(db, server)
    expect(await where()).toEqual({ ...NONE, sending: 3 })
    await expectWhole()
    server.refuse = () => undefined
    server.lostAnswer = false
    await runOnce(db, server)
    expect(await where()).toEqual(NONE)
    await expectWhole()
  })

  it('waits where photos are to wait, and says so of each file', async () => {
    await savePhotos(db, true)
    await answer('a', 'YES')
    await takePhoto('p1')
    await runOnce(db, server)
    expect(await where()).toEqual({ ...NONE, waiting: 1 })
    const [visit] = await loadPending(db)
    expect(visit?.files.map(({ id, waits }) => [id, waits])).toEqual([['p1', true]])
    await expectWhole()
  })

  it('is held or put aside once, and not counted as unsent too', async () => {
    server.judge = ({ kind }) =>
      kind === 'status.request'
        ? { status: 'held', code: 'media-incomplete' }
        : kind === 'answers.set'
          ? { status: 'parked', code: 'validation' }
          : {}
    await answer('a', 'YES')
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    expect(await where()).toEqual({ ...NONE, held: 1, parked: 1 })
    expect(await countUnsent(db)).toBe(0)
    const [visit] = await loadPending(db)
    expect(visit && putAside(visit)).toMatchObject([{ state: 'parked', code: 'validation' }])
  })

  it('that failed as a file can be offered again', async () => {
    await takePhoto('p1')
    await runOnce(db, server)
    await db.media.update('p1', { state: 'failed', attempts: 3, error: 'digest-mismatch', uploaded: 0 })
    expect(await where()).toEqual({ ...NONE, stuck: 1 })
    await expectWhole()
    await retryFile(db, 'p1')
    expect(await where()).toEqual({ ...NONE, here: 1 })
    await runOnce(db, server)
    expect(await where()).toEqual(NONE)
  })
})

describe('what was put aside', () => {
  const ids = async () => (await loadPending(db)).flatMap(putAside).map(({ id }) => id)

  it('P18 is not removed before it is in a file, and then it is', async () => {
    server.judge = ({ kind }) =>
      kind === 'photo.add' || kind === 'answers.set' ? { status: 'parked', code: 'validation' } : {}
    await answer('a', 'YES')
    await takePhoto('p1')
    await runOnce(db, server)
    const aside = await ids()
    expect(aside).toHaveLength(2)
    expect(await removePutAside(db, aside)).toBe(0)
    const { exported } = await exportWork(db, 'carried by hand', AUTHOR, 'test')
    await db.write('exported', exported)
    expect(await removePutAside(db, aside)).toBe(2)
    expect(await loadPending(db)).toEqual([])
    expect([await db.media.count(), await db.files.count()]).toEqual([0, 0])
  })

  it('P18 leaves everything else where it is, whatever it is asked to remove', async () => {
    await answer('a', 'YES')
    const { exported } = await exportWork(db, 'carried by hand', AUTHOR, 'test')
    await db.write('exported', exported)
    expect(await removePutAside(db, exported.operations)).toBe(0)
    expect(await countUnsent(db)).toBe(1)
  })
})
