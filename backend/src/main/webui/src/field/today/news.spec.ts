// @vitest-environment node
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { AccountDb } from '@/db/accountDb'
import { assignment, prepare, runOnce, VISIT } from '@/sync/testing/fixtures'
import { ServerModel } from '@/sync/testing/serverModel'
import type { Assignment } from '@/sync/wire'
import { acknowledge, acknowledgeVisit, followOwnWork, keepSeen, newsOf, readSeen } from './news'
import { loadToday, type CardState, type TodayCard } from './today'

const card = (id: string, change: Partial<Assignment> = {}, state: CardState = 'todo'): TodayCard => ({
  assignment: assignment({ id, visit: `visit-${id}`, ...change }),
  state,
  done: 0,
  total: 3,
  missing: 3,
  unsent: 0,
  conflicts: 0,
  ready: true,
})

let count = 0
const newDb = (): AccountDb => new AccountDb(`news-${(count += 1)}`)

async function seenOf(...cards: TodayCard[]) {
  const db = newDb()
  await acknowledge(db, cards)
  return readSeen(db)
}

describe('what is new', () => {
  it('is nothing while there is no list to compare with', () => {
    expect(newsOf(undefined, [card('a')])).toBeNull()
  })

  it('is an assignment that was not there, but not one that was begun on another tablet', async () => {
    const news = newsOf(await seenOf(card('a')), [card('a'), card('b'), card('c', {}, 'started')])
    expect([...(news?.fresh ?? [])]).toEqual(['b'])
    expect([news?.changed.size, news?.withdrawn]).toEqual([0, []])
  })

  it('is another time, place or checklist of one that was there', async () => {
    const before = card('a')
    const moved = { unit: { ...before.assignment.unit, address: '中山三路 1 号' } }
    const seen = await seenOf(before)
    expect(newsOf(seen, [card('a', { windowTo: '2026-12-01' })])?.changed.get('a')).toEqual(['window'])
    expect(newsOf(seen, [card('a', moved)])?.changed.get('a')).toEqual(['place'])
    expect(newsOf(seen, [card('a', { checklist: 'other' })])?.changed.get('a')).toEqual(['checklist'])
    expect(newsOf(seen, [card('a', {}, 'returned')])?.changed.size).toBe(0)
  })

  it('is what was taken back, whether its row went, was cancelled, or stays for unsent work', async () => {
    const seen = await seenOf(card('a'), card('b', {}, 'started'), card('c'), card('d', {}, 'submitted'))
    const news = newsOf(seen, [card('b', {}, 'gone'), card('c', {}, 'cancelled')])
    expect(news?.withdrawn.map(({ id }) => id).sort()).toEqual(['a', 'b', 'c'])
    expect(news?.withdrawn[0]?.unit).toBe('石岐营业厅')
  })

  it('is not what the person did, nor that finished work leaves the tablet later', async () => {
    const seen = (await seenOf(card('a'), card('b'))) ?? {}
    const submitted = [card('a', {}, 'submittedHere'), card('b', {}, 'accepted')]
    expect(newsOf(seen, submitted)).toEqual({ fresh: new Set(), changed: new Map(), withdrawn: [] })
    const next = followOwnWork(seen, submitted)
    expect(newsOf(next ?? {}, [])?.withdrawn).toEqual([])
    expect(followOwnWork(next ?? {}, submitted)).toBeNull()
  })
})

describe('what was seen', () => {
  it('begins with the first whole list, and goes on with what is opened or acknowledged', async () => {
    const db = newDb()
    const server = new ServerModel()
    await keepSeen(db, { cards: [], asOf: null })
    expect(await readSeen(db)).toBeUndefined()

    prepare(server)
    const empty = { id: 'checklist-1', sections: [] }
    server.publish({ scope: 'checklist:checklist-1', entity: 'checklist', id: 'checklist-1', body: empty })
    await runOnce(db, server)
    const first = await loadToday(db)
    await keepSeen(db, { cards: first.open, asOf: first.asOf })
    expect(newsOf(await readSeen(db), first.open)?.fresh.size).toBe(0)

    const more = assignment({ id: 'assignment-2', visit: 'visit-2' })
    server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-2', body: more })
    const later = assignment({ windowTo: '2026-12-05' })
    server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: later })
    await runOnce(db, server)
    const second = await loadToday(db)
    await keepSeen(db, { cards: second.open, asOf: second.asOf })
    const news = newsOf(await readSeen(db), second.open)
    expect([[...(news?.fresh ?? [])], [...(news?.changed.keys() ?? [])]]).toEqual([
      ['assignment-2'],
      ['assignment-1'],
    ])

    await acknowledgeVisit(db, 'visit-2')
    await acknowledgeVisit(db, 'visit-nobody-knows')
    expect(newsOf(await readSeen(db), second.open)?.fresh.size).toBe(0)
    expect(newsOf(await readSeen(db), second.open)?.changed.size).toBe(1)
    await acknowledgeVisit(db, VISIT)
    expect(newsOf(await readSeen(db), second.open)?.changed.size).toBe(0)
  })
})
