// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { fileGate, networkKind, releasePhotos, savePhotos } from './saver'
import { prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import { addPhoto, saveRegister } from './work'

let count = 0
let db: AccountDb
let server: ServerModel

beforeEach(async () => {
  db = new AccountDb(`saver-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await runOnce(db, server)
})

afterEach(() => db.close())

const connection = (told: object) => Object.assign(new EventTarget(), told)

async function takePhoto(id: string, purpose: 'PHOTO' | 'SIGNATURE' = 'PHOTO'): Promise<void> {
  const { photo, blob } = await makePhoto(id, 'a', 1000 + id.length)
  await addPhoto(db, VISIT, { ...photo, purpose }, blob)
}

describe('what a network costs', () => {
  it('is known by its type and by the wish to save data, and by nothing else', () => {
    expect(networkKind(connection({ type: 'wifi' }))).toBe('free')
    expect(networkKind(connection({ type: 'ethernet', saveData: false }))).toBe('free')
    expect(networkKind(connection({ type: 'wifi', saveData: true }))).toBe('metered')
    expect(networkKind(connection({ type: 'cellular' }))).toBe('metered')
    expect(networkKind(connection({ effectiveType: '4g' }))).toBe('unknown')
    expect(networkKind(null)).toBe('unknown')
  })
})

describe('photos that are to wait', () => {
  it('wait, while answers and signatures go', async () => {
    await savePhotos(db, true)
    await saveRegister(db, VISIT, 'answer', 'a', 'YES')
    await takePhoto('p1')
    await takePhoto('s22', 'SIGNATURE')
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(1)
    expect((await db.media.toArray()).map(({ id, state }) => [id, state])).toEqual([
      ['p1', 'waiting'],
      ['s22', 'done'],
    ])
  })

  it('go when the network costs nothing, and stop in the middle when it begins to', async () => {
    await savePhotos(db, true)
    let kind: 'free' | 'metered' = 'free'
    const mayGo = await fileGate(db, () => kind)
    expect(mayGo({ purpose: 'PHOTO', createdAt: 1 })).toBe(true)
    kind = 'metered'
    expect(mayGo({ purpose: 'PHOTO', createdAt: 1 })).toBe(false)
    expect(mayGo({ purpose: 'SIGNATURE', createdAt: 1 })).toBe(true)
  })

  it('go when somebody says now; later ones wait again', async () => {
    await savePhotos(db, true)
    await takePhoto('p1')
    await releasePhotos(db)
    await new Promise((resolve) => setTimeout(resolve, 5))
    await takePhoto('p22')
    await runOnce(db, server)
    expect((await db.media.toArray()).map(({ id, state }) => [id, state])).toEqual([
      ['p1', 'done'],
      ['p22', 'waiting'],
    ])
    await savePhotos(db, false)
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
  })
})
