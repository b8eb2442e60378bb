// @vitest-environment node
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { accountDb, forgetDb } from '@/db/accountDb'
import { codeIn, grouped, isWhole, normalised } from './code'
import { enrolByCode } from './enrol'

describe('a typed code', () => {
  it('is read as the server reads it', () => {
    expect(normalised(' k7qm 4xtr-9wpo')).toBe('K7QM4XTR9WP0')
    expect(normalised('ILO')).toBe('110')
  })

  it('is whole with twelve characters of the alphabet', () => {
    expect(['K7QM-4XTR-9WP0', 'k7qm4xtr9wpo'].map(isWhole)).toEqual([true, true])
    expect(['', 'K7QM-4XTR-9WP', 'K7QM-4XTR-9WPU', 'K7QM-4XTR-9WP00'].map(isWhole)).toEqual(
      Array(4).fill(false),
    )
  })

  it('is grouped while it is typed', () => {
    expect(['k', 'k7qm4', 'K7QM-4XTR-9WP0-more'].map(grouped)).toEqual(['K', 'K7QM-4', 'K7QM-4XTR-9WP0'])
  })

  it('is found in an address that was pasted', () => {
    expect(grouped('https://plumbline.example/enrol#K7QM-4XTR-9WP0')).toBe('K7QM-4XTR-9WP0')
  })

  it('is taken from the fragment of an address, whatever is in it', () => {
    expect(['#K7QM-4XTR-9WP0', '', '#', '#%E0%A4%A'].map(codeIn)).toEqual(['K7QM-4XTR-9WP0', '', '', ''])
  })
})

describe('enrolment', () => {
  const fetching = vi.fn<typeof fetch>()
  const account = { id: 'enrolled-person', displayName: '陈晓' }
  const answer = (device: string) =>
    new Response(JSON.stringify({ device, incarnation: 1, lease: `lease-${device}`, session: { account } }), {
      status: 201,
      headers: { 'Content-Type': 'application/json' },
    })
  const sent = (call: number) => JSON.parse(String(fetching.mock.calls[call]?.[1]?.body)) as { key: unknown }

  beforeEach(() => {
    fetching.mockReset()
    vi.stubGlobal('fetch', fetching)
  })
  afterEach(async () => {
    const db = accountDb(account.id)
    await db.delete()
    forgetDb(db)
  })

  it('makes the store of the person the device that the server named', async () => {
    fetching.mockResolvedValueOnce(answer('one'))
    expect((await enrolByCode('CODE', '平板')).account.id).toBe(account.id)
    expect(await accountDb(account.id).read('identity')).toEqual({
      device: 'one',
      incarnation: 1,
      lease: 'lease-one',
      sequence: 0,
      acknowledged: 0,
      keyed: true,
    })
    expect(await accountDb(account.id).read('key')).toBeDefined()
  })

  it('asks again with the same key when the answer was lost, and with another for the next device', async () => {
    fetching.mockRejectedValueOnce(new TypeError('no network'))
    await expect(enrolByCode('CODE', '平板')).rejects.toThrow()
    fetching.mockResolvedValueOnce(answer('one')).mockResolvedValueOnce(answer('two'))
    await enrolByCode('CODE', '平板')
    await enrolByCode('OTHER', '平板')
    expect(sent(1).key).toEqual(sent(0).key)
    expect(sent(2).key).not.toEqual(sent(0).key)
  })

  it('keeps what is unsent under its ids and numbers it anew when the store was another device', async () => {
    const db = accountDb(account.id)
    const before = { device: 'old', incarnation: 3, lease: 'l', sequence: 9, acknowledged: 7, keyed: true }
    await db.write('identity', before)
    await db.write('wipe', true)
    await db.write('attempt', 'under way')
    const entry = (id: string, order: number, state: 'sent' | 'queued' | 'final', sequence: number) =>
      ({
        ...{
          id,
          order,
          state,
          visit: 'v',
          kind: 'photo.remove',
          hlc: '0',
          known: {},
          createdAt: 0,
          overlay: 1,
        },
        content: { kind: 'photo.remove', photo: 'p', observed: [] },
        ...(sequence > 0 ? { operation: { id, sequence }, incarnation: 3 } : {}),
      }) as unknown as Parameters<typeof db.outbox.put>[0]
    await db.outbox.bulkPut([
      entry('done', 1, 'final', 7),
      entry('b', 2, 'sent', 8),
      entry('c', 3, 'sent', 9),
      entry('d', 4, 'queued', 0),
    ])
    fetching.mockResolvedValueOnce(answer('new'))
    await enrolByCode('CODE', '平板')
    expect(await db.read('identity')).toMatchObject({
      device: 'new',
      incarnation: 1,
      sequence: 2,
      acknowledged: 0,
    })
    expect(
      (await db.outbox.orderBy('order').toArray()).map((each) => [each.id, each.operation?.sequence]),
    ).toEqual([
      ['done', 7],
      ['b', 1],
      ['c', 2],
      ['d', undefined],
    ])
    expect(await db.read('recheck')).toBe(true)
    expect([await db.read('wipe'), await db.read('attempt')]).toEqual([undefined, undefined])
  })
})
