// @vitest-environment node
/** What tablets in the field have on them is opened by today's app, whole, and arrives. */
import 'fake-indexeddb/auto'
import Dexie from 'dexie'
import { describe, expect, it } from 'vitest'
import { prepare, runOnce } from '@/sync/testing/fixtures'
import { ServerModel } from '@/sync/testing/serverModel'
import { loadView } from '@/sync/work'
import { AccountDb, countUnsent, isNewerStore, tablesOf } from './accountDb'
import { isQuotaError } from './room'
import { THINGS, UNSENT, VISIT, writeReleased } from './testing/released'

async function prepared(name: string, version: number) {
  const server = new ServerModel()
  prepare(server)
  const known = server.leases.enrol(null)
  const rows = await writeReleased(name, version, known)
  server.leases.number(known.device, known.incarnation, [])
  server.leases.stored(known.device, known.incarnation, { id: 'op-start', sequence: 1 })
  return { server, rows }
}

describe.each([1, 2, 3])('a store of version %i', (version) => {
  it('has every row in it after it was opened by this version', async () => {
    const { rows } = await prepared(`released-${version}`, version)
    const db = new AccountDb(`released-${version}`)
    for (const table of tablesOf(db)) {
      const keys = (rows[table.name] ?? []).length
      expect([table.name, await table.count()]).toEqual([table.name, keys])
    }
    expect(await countUnsent(db)).toBe(THINGS)
    const view = await loadView(db, VISIT)
    expect(view.answers.get('a')?.value).toBe('YES')
    expect(view.answers.get('b')?.value).toBe('NO')
    expect(view.notes.get('a')?.value).toBe('灯已修好')
    expect(view.photos).toHaveLength(1)
    const [file] = await db.files.toArray()
    expect(file?.blob.size).toBe(5000)
    expect((await db.drafts.get(VISIT))?.at).toBe('b')
    db.close()
  })

  it('arrives whole, once, with the ids it had', async () => {
    const { server } = await prepared(`sent-${version}`, version)
    const db = new AccountDb(`sent-${version}`)
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
    const stored = [...server.stored.keys()]
    expect(stored).toEqual(expect.arrayContaining(UNSENT))
    // What was written and in no operation yet became two.
    expect(stored).toHaveLength(UNSENT.length + 2)
    expect(server.pushes[0]?.batch).toBe('batch-1')
    expect(server.verified.size).toBe(1)
    expect(server.leases.forks).toBe(0)
    db.close()
  })
})

describe('a store of a later version', () => {
  it('is not opened by this one, which says so and changes nothing', async () => {
    const { rows } = await prepared('later', 4)
    const db = new AccountDb('later')
    const error: unknown = await countUnsent(db).catch((failure: unknown) => failure)
    expect(isNewerStore(error)).toBe(true)
    expect(isQuotaError(error)).toBe(false)
    await expect(db.meta.put({ key: 'hlc', value: 'changed' })).rejects.toThrow()
    db.close()
    const later = await new Dexie('plumbline-later').open()
    expect(later.verno).toBe(4)
    for (const [table, entries] of Object.entries(rows))
      expect(await later.table(table).count()).toBe(entries.length)
    expect((await later.table('meta').get('hlc'))?.value).not.toBe('changed')
    later.close()
  })
})
