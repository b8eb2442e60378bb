// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { standingOf } from '@/sync/callback'
import { prepare, runOnce, VISIT } from '@/sync/testing/fixtures'
import { ServerModel } from '@/sync/testing/serverModel'
import { addAttempt, loadView, NotEditableError, submitVisit } from '@/sync/work'

let db: AccountDb
let server: ServerModel

beforeEach(async () => {
  db = new AccountDb('me')
  server = new ServerModel()
  prepare(server)
  await runOnce(db, server)
})

afterEach(() => db.delete())

const refused = { channel: 'TELEPHONE', outcome: 'REFUSED' } as const

it('an attempt is on the disk behind the start of the visit, is seen at once, and is one thing unsent', async () => {
  await addAttempt(db, VISIT, refused)
  const entries = await db.outbox.orderBy('order').toArray()
  expect(entries.map(({ kind }) => kind)).toEqual(['visit.start', 'callback.attempt'])
  const { attempts } = await loadView(db, VISIT)
  expect(attempts).toMatchObject([refused])
  expect(standingOf(attempts, 'Asia/Shanghai')).toMatchObject({ state: 'REFUSED', ended: true })
  expect(await countUnsent(db)).toBe(1)
})

it('attempts are seen once, before they are sent, on their way and when the server shows them', async () => {
  await addAttempt(db, VISIT, { channel: 'TELEPHONE', outcome: 'NO_ANSWER' })
  await addAttempt(db, VISIT, refused)
  const before = (await loadView(db, VISIT)).attempts.map(({ id }) => id)
  await runOnce(db, server)
  await runOnce(db, server)
  expect((await loadView(db, VISIT)).attempts.map(({ id }) => id)).toEqual(before)
  expect(await countUnsent(db)).toBe(0)
})

it('a callback that was submitted takes no further attempt', async () => {
  await addAttempt(db, VISIT, refused)
  await submitVisit(db, VISIT, null)
  await expect(addAttempt(db, VISIT, refused)).rejects.toThrow(NotEditableError)
  expect((await loadView(db, VISIT)).attempts).toHaveLength(1)
})
