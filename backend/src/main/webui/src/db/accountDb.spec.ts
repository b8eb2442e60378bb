// @vitest-environment node
import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { expect, it } from 'vitest'
import { runOnce } from '@/sync/testing/fixtures'
import { ServerModel } from '@/sync/testing/serverModel'
import { AccountDb, countUnsent } from './accountDb'

/** The tables of version 1, as the first tablets have them. */
const VERSION_1 = {
  rows: '[entity+id], entity, *scopes',
  edits: '[visit+register+item], visit',
  outbox: 'id, &order, visit, state, overlay',
  media: 'id, visit, state, sha256',
  files: 'sha256',
  drafts: 'visit',
  meta: 'key',
}

const entry = (id: string, sequence: number, state: 'sent' | 'final') => ({
  ...{ id, order: sequence, visit: 'v', kind: 'photo.remove', state, hlc: '0000000000000001', known: {} },
  ...{ createdAt: 0, overlay: 1, content: { kind: 'photo.remove', photo: 'p', observed: [] } },
  operation: { id, sequence, kind: 'photo.remove', photo: 'p', observed: [], entityId: 'v', wall: '' },
  ...(state === 'final' ? { receipt: { operation: id, status: 'applied' }, receivedAt: Date.now() } : {}),
})

it('takes over the store of version 1 with its unsent work', async () => {
  const server = new ServerModel()
  const { device, incarnation, lease } = server.leases.enrol(null)
  const old = new Dexie('plumbline-upgrade')
  old.version(1).stores(VERSION_1)
  await old.table('meta').put({ key: 'identity', value: { device, incarnation, lease, sequence: 2 } })
  await old.table('rows').put({ entity: 'e', id: 'i', scopes: ['a', 'b'], rev: 7, body: {}, generation: 0 })
  await old.table('outbox').bulkPut([entry('one', 1, 'final'), entry('two', 2, 'sent')])
  server.leases.number(device, incarnation, [])
  server.leases.stored(device, incarnation, { id: 'one', sequence: 1 })
  old.close()

  const db = new AccountDb('upgrade')
  expect(await db.read('identity')).toMatchObject({ incarnation: 1, sequence: 2, acknowledged: 1 })
  expect((await db.rows.get(['e', 'i']))?.members).toEqual({
    a: { rev: 7, fill: 0 },
    b: { rev: 7, fill: 0 },
  })
  expect((await db.outbox.get('two'))?.incarnation).toBe(1)
  await runOnce(db, server)
  expect(await countUnsent(db)).toBe(0)
  expect([...server.stored.keys()]).toEqual(['two'])
  expect(server.leases.forks).toBe(0)
  db.close()
})
