// @vitest-environment node
/** Undo: the last change goes back to what stood there, and is written like any other. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { AccountDb } from '@/db/accountDb'
import { assignment, document, runOnce, VISIT } from '@/sync/testing/fixtures'
import { makePhoto } from '@/sync/testing/photoFixture'
import { ServerModel } from '@/sync/testing/serverModel'
import { VisitModel } from './model'

const text = { 'zh-CN': '题' }
const checklist = {
  id: 'checklist-1',
  sections: [
    {
      id: 's',
      title: text,
      items: [
        { id: 'clean', type: 'YES_NO', text },
        { id: 'remark', type: 'TEXT', text },
        { id: 'smile', type: 'YES_NO', text, visibleWhen: { item: 'clean', in: ['YES'] } },
      ],
    },
  ],
}

let count = 0
let db: AccountDb
let server: ServerModel
let model: VisitModel

const state = (item: string) => model.states.get(item)
const undo = () => model.changes.takeBack()

beforeEach(async () => {
  db = new AccountDb(`changes-${(count += 1)}`)
  server = new ServerModel()
  server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
  server.publish({ scope: 'checklist:checklist-1', entity: 'checklist', id: 'checklist-1', body: checklist })
  await runOnce(db, server)
  model = (await VisitModel.open(db, VISIT)) as VisitModel
})

afterEach(() => {
  vi.useRealTimers()
  db.close()
})

it('an answer goes back to the one before, and that to none', async () => {
  await model.setAnswer('clean', 'YES')
  await model.setAnswer('clean', 'NO')
  expect(await undo()).toBe('clean')
  expect(state('clean')?.value).toBe('YES')
  expect(await undo()).toBe('clean')
  expect(state('clean')?.value).toBeNull()
  expect(await undo()).toBeNull()
})

it('what was sent is taken back by another answer, which is sent too', async () => {
  await model.setAnswer('clean', 'YES')
  await model.setAnswer('clean', 'NO')
  await runOnce(db, server)
  await model.refresh()
  await undo()
  await runOnce(db, server)
  const answers = [...server.stored.values()].flatMap(({ operation }) =>
    operation.kind === 'answers.set' ? [operation.answers['clean']?.value] : [],
  )
  expect(answers).toEqual(['NO', 'YES'])
})

it('a text that was typed in one go is one change; one that is taken up later is another', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  await model.setAnswer('remark', '很')
  await model.setAnswer('remark', '很干净')
  vi.setSystemTime(Date.now() + 60_000)
  await model.setAnswer('remark', '很干净。但是')
  await undo()
  expect(state('remark')?.value).toBe('很干净')
  await undo()
  expect(state('remark')?.value).toBeNull()
})

it('a note goes back, and changes of other items stay', async () => {
  await model.setNote('clean', '地面湿')
  await model.setAnswer('clean', 'NO')
  await undo()
  expect(state('clean')?.value).toBeNull()
  expect(state('clean')?.note).toBe('地面湿')
  await undo()
  expect(state('clean')?.note).toBe('')
})

it('a photo that was taken goes, one that was removed comes back with its bytes', async () => {
  const { photo, blob } = await makePhoto('p1', 'clean', 1000)
  await model.addPhoto(photo, blob, blob)
  await undo()
  expect(state('clean')?.photos).toHaveLength(0)
  await model.addPhoto({ ...photo, id: 'p2' }, blob, blob)
  await runOnce(db, server)
  await model.removePhoto('p2')
  expect(state('clean')?.photos).toHaveLength(0)
  await undo()
  const [back] = state('clean')?.photos ?? []
  expect(back?.sha256).toBe(photo.sha256)
  expect((await db.files.get(photo.sha256))?.blob.size).toBe(1000)
})

it('what another device wrote over is not undone', async () => {
  await model.setAnswer('remark', '一')
  await model.setAnswer('clean', 'YES')
  await runOnce(db, server)
  const [remark, clean] = ['remark', 'clean'].map((item) => ({
    value: item === 'clean' ? 'NO' : '一',
    hlc: 'ffff000000000000',
    by: 'other',
    device: 'other',
    op: `other-${item}`,
    at: '2026-11-22T03:00:00Z',
    heads: [],
    known: [],
  }))
  const answers = { remark, clean } as never
  server.publish({ scope: 'user:me', entity: 'visit', id: VISIT, body: document({ answers }) })
  await runOnce(db, server)
  await model.refresh()
  expect(state('clean')?.value).toBe('NO')
  expect(model.changes.last.value?.item).toBe('remark')
  expect(await undo()).toBe('remark')
  expect(state('clean')?.value).toBe('NO')
})

it('the choice between values of a conflict is not undone: both stay in the history', async () => {
  const clean = state('clean')
  if (clean) clean.heads = [{ op: 'x' }, { op: 'y' }] as never
  await model.setAnswer('clean', 'YES')
  expect(await undo()).toBeNull()
})

it('a change that cannot be taken back is not forgotten', async () => {
  await model.setAnswer('clean', 'YES')
  vi.spyOn(db.edits, 'put').mockRejectedValueOnce(new Error('no disk'))
  await expect(undo()).rejects.toThrow('no disk')
  vi.restoreAllMocks()
  expect(await undo()).toBe('clean')
})
