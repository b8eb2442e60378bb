// @vitest-environment node
/** When what I wrote leaves the overlay: not before the server's row shows it, and not much later. */
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { OfflineError } from '@/api/problem'
import { AccountDb } from '@/db/accountDb'
import { applyPage } from './pull'
import { assignment, document, prepare, runOnce, VISIT } from './testing/fixtures'
import { ServerModel } from './testing/serverModel'
import type { PulledRow, PullResponse } from './wire'
import { loadView, saveRegister } from './work'

let count = 0
let db: AccountDb
let server: ServerModel

const answer = (item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const syncOnce = () => runOnce(db, server)
const valueOf = async (item: string) => (await loadView(db, VISIT)).answers.get(item)?.value
const inOverlay = () => db.outbox.where('overlay').equals(1).count()
const asked = (path: string) => server.paths.filter((each) => each.endsWith(path)).length
const theirs = (value: string) => ({ value, op: 'theirs', hlc: 'ffff', by: 'them', conflict: null })
const visitRow = () => server.feed.rows.find((row) => row.entity === 'visit')
const pageOf = (rows: PulledRow[], horizon: string): PullResponse => ({
  ...{ rows, horizon, cursor: 'c', more: false, consistent: true, scopes: ['user:me'], leftScopes: [] },
  ...{ asOf: '2026-11-22T02:42:00.000Z', lagMs: 0 },
})

/** Does this once, between the push and the pull after it. */
function beforeThePull(work: () => void): void {
  let done = false
  server.refuse = (path) => {
    if (done || !path.endsWith('/pull')) return
    done = true
    work()
  }
}

beforeEach(async () => {
  db = new AccountDb(`settle-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  await syncOnce()
})

describe('my answer stays on the screen', () => {
  beforeEach(async () => {
    await answer('a', 'YES')
    await syncOnce()
    expect(await inOverlay()).toBe(0)
  })

  it('while a later transaction above the horizon hides the row, although the horizon passed it', async () => {
    await answer('a', 'NO')
    beforeThePull(() => {
      // Stamped anew by somebody whose transaction is not below the horizon: this page leaves the row out.
      server.feed.open = server.feed.next()
      const row = visitRow()
      if (row) row.xid = row.rev = server.feed.next()
    })
    await syncOnce()
    expect(BigInt((await db.read<string>('horizon')) ?? '0')).toBeGreaterThan(
      BigInt((await db.outbox.orderBy('order').last())?.receipt?.visibleAt ?? '0'),
    )
    expect(await valueOf('a')).toBe('NO')
    expect(await inOverlay()).toBe(1)
    server.feed.open = Infinity
    await syncOnce()
    expect(await inOverlay()).toBe(0)
    expect(await valueOf('a')).toBe('NO')
  })

  it('when the row comes by an answer to a question from before the receipt', async () => {
    await answer('a', 'NO')
    server.feed.old = true
    server.refuse = (path) => {
      if (path.endsWith('/pull')) throw new OfflineError()
    }
    await syncOnce()
    const old = { ...(visitRow() as PulledRow), body: document({ answers: { a: theirs('YES') } }) }
    await applyPage(db, pageOf([old], '999999'), 0)
    expect(await valueOf('a')).toBe('NO')
    await applyPage(db, pageOf([visitRow() as PulledRow], '999999'), (await db.read<number>('told')) ?? 0)
    expect(await inOverlay()).toBe(0)
    expect(await valueOf('a')).toBe('NO')
  })
})

it('my first answer stays while the row of its visit is not here yet', async () => {
  await answer('a', 'YES')
  beforeThePull(() => {
    server.feed.open = server.feed.next()
    const row = visitRow()
    if (row) row.xid = row.rev = server.feed.next()
  })
  await syncOnce()
  expect(await db.rows.get(['visit', VISIT])).toBeUndefined()
  expect(await valueOf('a')).toBe('YES')
  server.feed.open = Infinity
  await syncOnce()
  expect(await inOverlay()).toBe(0)
  expect(await valueOf('a')).toBe('YES')
})

describe('an operation that changed no row leaves', () => {
  beforeEach(async () => {
    await answer('a', 'YES')
    await syncOnce()
    server.publish({
      ...{ scope: 'user:me', entity: 'visit', id: VISIT },
      body: document({ answers: { a: theirs('NO') } }),
    })
    await syncOnce()
    expect(await valueOf('a')).toBe('NO')
    server.judge = () => ({ status: 'superseded' })
    await answer('a', 'YES')
  })

  it('when the digests are equal', async () => {
    const before = asked('/verify')
    await syncOnce()
    expect(asked('/verify')).toBe(before + 1)
    expect(await inOverlay()).toBe(0)
    expect(await valueOf('a')).toBe('NO')
    await syncOnce()
    expect(asked('/verify')).toBe(before + 1)
  })

  it('not while there is something newer to pull', async () => {
    server.refuse = (path) => {
      if (path.endsWith('/verify')) server.publish({ scope: 'user:me', entity: 'thing', id: 't', body: {} })
    }
    await syncOnce()
    expect(await inOverlay()).toBe(1)
    server.refuse = () => undefined
    await syncOnce()
    expect(await inOverlay()).toBe(0)
  })

  it('when a scope that differs was filled anew', async () => {
    await db.rows.put({
      ...{
        entity: 'thing',
        id: 'too much',
        scopes: ['user:me'],
        members: { 'user:me': { rev: 1, fill: 0 } },
      },
      ...{ rev: 1, body: {}, generation: 0 },
    })
    await syncOnce()
    expect(server.feed.mismatches).toEqual(['user:me'])
    expect(await inOverlay()).toBe(0)
    expect(await valueOf('a')).toBe('NO')
  })
})

it('an operation of a visit that was taken away leaves when the horizon has passed it, and not before', async () => {
  await answer('a', 'YES')
  await syncOnce()
  await answer('b', 'NO')
  server.judge = () => ({ visibleAt: '999999' })
  beforeThePull(() => {
    server.publish({ scope: 'user:me', entity: 'visit', id: VISIT, op: 'left', body: null })
    server.publish({
      ...{ scope: 'user:me', entity: 'assignment', id: 'assignment-1', op: 'left' as const },
      body: null,
    })
  })
  await syncOnce()
  expect(await inOverlay()).toBe(1)
  expect(await db.rows.get(['visit', VISIT])).toBeDefined()
  server.feed.xid = 1_000_000
  await syncOnce()
  expect(await inOverlay()).toBe(0)
  expect(await db.rows.get(['visit', VISIT])).toBeUndefined()
})

it('a released submission leaves only when the row was asked for after its receipt', async () => {
  await answer('a', 'YES')
  await syncOnce()
  server.judge = () => ({ status: 'held', visibleAt: null })
  await answer('b', 'YES')
  await syncOnce()
  const held = (await db.outbox.orderBy('order').last())?.id ?? ''
  expect(await inOverlay()).toBe(1)
  server.feed.old = true
  server.publish({
    ...{ scope: 'user:me', entity: 'receipt', id: held },
    body: { operation: held, status: 'applied', visibleAt: '1' },
  })
  await syncOnce()
  expect((await db.outbox.get(held))?.receipt?.status).toBe('applied')
  expect(await inOverlay()).toBe(1)
  server.publish({ scope: 'user:me', entity: 'visit', id: VISIT, body: document() })
  server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
  await syncOnce()
  expect(await inOverlay()).toBe(0)
})
