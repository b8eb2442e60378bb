// @vitest-environment node
/** A photo taken again or marked takes the place of the old one: both or neither, and back again. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AccountDb } from '@/db/accountDb'
import { assignment, runOnce, VISIT } from '@/sync/testing/fixtures'
import { makePhoto } from '@/sync/testing/photoFixture'
import { ServerModel } from '@/sync/testing/serverModel'
import { VisitModel } from '../visit/model'

const text = { 'zh-CN': '题' }
const items = [{ id: 'front', type: 'PHOTO', text }]
const checklist = { id: 'checklist-1', sections: [{ id: 's', title: text, items }] }

let count = 0
let db: AccountDb
let server: ServerModel
let model: VisitModel

const shown = (): string[] => model.states.get('front')?.photos.map(({ id }) => id) ?? []
const hashes = (): string[] => model.states.get('front')?.photos.map(({ sha256 }) => sha256) ?? []

async function photo(id: string, fill: number, second: number) {
  const made = await makePhoto(id, 'front', 60 + fill)
  return { blob: made.blob, photo: { ...made.photo, capturedAt: `2026-11-22T02:00:0${second}.000Z` } }
}

beforeEach(async () => {
  db = new AccountDb(`replace-${(count += 1)}`)
  server = new ServerModel()
  server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
  server.publish({ scope: 'checklist:checklist-1', entity: 'checklist', id: 'checklist-1', body: checklist })
  await runOnce(db, server)
  model = (await VisitModel.open(db, VISIT)) as VisitModel
  for (const [id, fill, second] of [
    ['p1', 1, 1],
    ['p2', 2, 2],
  ] as const) {
    const { photo: fields, blob } = await photo(id, fill, second)
    await model.addPhoto(fields, blob, blob)
  }
})

afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

it('a marked photo stands where the one without marks stood, whose bytes are gone', async () => {
  const marked = await photo('p3', 3, 1)
  const [before] = hashes()
  await model.replacePhoto('p1', marked.photo, marked.blob, marked.blob)
  expect(shown()).toEqual(['p3', 'p2'])
  expect(await db.files.get(before as string)).toBeUndefined()
  expect(await db.files.count()).toBe(2)
})

it('what never left goes without a word to the server, what was sent is removed there', async () => {
  const unsent = await photo('p3', 3, 1)
  await model.replacePhoto('p1', unsent.photo, unsent.blob, unsent.blob)
  expect((await db.outbox.toArray()).filter(({ kind }) => kind === 'photo.remove')).toHaveLength(0)
  await runOnce(db, server)
  const later = await photo('p4', 4, 1)
  await model.replacePhoto('p3', later.photo, later.blob, later.blob)
  const removals = (await db.outbox.toArray()).map(({ content }) => content)
  expect(removals).toContainEqual(expect.objectContaining({ kind: 'photo.remove', photo: 'p3' }))
  expect(shown()).toEqual(['p4', 'p2'])
})

it('when the disk takes only one half, the old photo stays', async () => {
  const marked = await photo('p3', 3, 1)
  vi.spyOn(db.media, 'delete').mockRejectedValue(new DOMException('no room', 'QuotaExceededError'))
  await expect(model.replacePhoto('p1', marked.photo, marked.blob, marked.blob)).rejects.toThrow()
  await model.refresh()
  expect(shown()).toEqual(['p1', 'p2'])
  expect(await db.files.get(marked.photo.sha256)).toBeUndefined()
})

it('undo brings the photo without marks back, in its place', async () => {
  const marked = await photo('p3', 3, 1)
  const before = hashes()
  await model.replacePhoto('p1', marked.photo, marked.blob, marked.blob)
  expect(hashes()).not.toEqual(before)
  expect(await model.changes.takeBack()).toBe('front')
  expect(hashes()).toEqual(before)
  expect(await db.files.count()).toBe(2)
})
