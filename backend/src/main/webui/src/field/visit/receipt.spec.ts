import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AccountDb } from '@/db/accountDb'
import { assignment, VISIT } from '@/sync/testing/fixtures'
import type { PhotoFields } from '@/sync/wire'
import { VisitModel } from './model'
import { keepPage, keepTyping, readPage } from './place'
import { loadReceipt, shortNumber } from './receipt'

const text = { 'zh-CN': '题' }
let db: AccountDb
let model: VisitModel

beforeEach(async () => {
  db = new AccountDb(`receipt-${Math.random()}`)
  const row = { scopes: ['user:me'], members: {}, rev: 3, generation: 0 }
  const items = [
    { id: 'a', type: 'YES_NO', text },
    { id: 'b', type: 'PHOTO', text },
  ]
  const checklist = { schema: 1, code: 'c', version: 1, title: text }
  await db.rows.bulkPut([
    { ...row, entity: 'assignment', id: 'assignment-1', body: assignment() },
    {
      ...row,
      entity: 'checklist',
      id: 'checklist-1',
      body: { ...checklist, sections: [{ id: 's', title: text, weight: '1', items }] },
    },
  ])
  model = (await VisitModel.open(db, VISIT)) as VisitModel
})

afterEach(async () => {
  db.close()
  await Dexie.delete(db.name)
})

const photo: PhotoFields = {
  ...{
    id: 'p1',
    item: 'b',
    purpose: 'PHOTO',
    sha256: 'a'.repeat(64),
    size: 1_000,
    contentType: 'image/jpeg',
  },
  ...{ capturedAt: '2026-11-22T01:00:00.000Z', width: 1, height: 1 },
}

it('the receipt counts answers, notes, files and the submission, and each arrives by itself', async () => {
  await model.setAnswer('a', 'YES')
  await model.setNote('a', '已核对')
  await model.addPhoto(photo, new Blob(['x']), new Blob(['y']))
  await model.submit('我确认')
  const before = await loadReceipt(db, model)
  expect([before.delivered, before.total, before.declared]).toEqual([0, 4, '我确认'])
  expect(before.files).toMatchObject([{ question: 2, nth: 1, state: 'waiting', share: 0 }])

  await db.media.update('p1', { state: 'uploading', uploaded: 500 })
  expect((await loadReceipt(db, model)).files).toMatchObject([{ state: 'uploading', share: 0.5 }])
  await db.media.update('p1', { state: 'done' })
  await db.outbox.toCollection().modify({ state: 'final' })
  const after = await loadReceipt(db, model)
  expect([after.delivered, after.total]).toEqual([4, 4])
})

it('a remark is corrected by an answer, for this return only', async () => {
  const returned = assignment({ state: 'RETURNED', returnRemarks: [{ item: 'a', text: '请核对' }] })
  await db.rows.update(['assignment', 'assignment-1'], { body: returned, rev: 7 })
  await model.refresh()
  expect(model.summary.value).toMatchObject({ remarked: ['a'], corrected: 0 })
  await model.setAnswer('a', 'NO')
  expect(model.summary.value).toMatchObject({ remarked: ['a'], corrected: 1 })
  const again = (await VisitModel.open(db, VISIT)) as VisitModel
  expect(again.summary.value.corrected).toBe(1)
  await db.rows.update(['assignment', 'assignment-1'], { rev: 9 })
  await again.refresh()
  expect(again.summary.value.corrected).toBe(0)
})

it('what was on the screen stays there when its rows have left', async () => {
  await model.setAnswer('a', 'YES')
  await db.rows.clear()
  await model.refresh()
  expect(model.summary.value).toMatchObject({ mode: 'closed', gone: true })
  expect(model.assignment.value?.unit.name).toBe('石岐营业厅')
  expect(model.states.get('a')?.value).toBe('YES')
})

it('the place and half-typed text outlive the page', async () => {
  await keepPage(db, VISIT, { place: { item: 'b', top: 120 } })
  await keepTyping(db, VISIT, 'a', '75')
  await keepTyping(db, VISIT, 'b', '1.')
  await keepTyping(db, VISIT, 'b', null)
  expect(await readPage(db, VISIT)).toEqual({ place: { item: 'b', top: 120 }, typing: { a: '75' } })
})

it('the short number can be read out', () => {
  expect(shortNumber('019ab1c2-0000-7000-8000-00003f9a12c4')).toBe('3F9A-12C4')
})
