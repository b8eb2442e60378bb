// @vitest-environment node
/** Work carried from one device of a person's to another: there whole, at the server once, whoever sends it. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { prepare, runOnce, VISIT } from '../testing/fixtures'
import { makePhoto } from '../testing/photoFixture'
import { ServerModel } from '../testing/serverModel'
import type { VisitDocument } from '../wire'
import { addPhoto, loadView, removePhoto, saveRegister, submitVisit } from '../work'
import { exportWork } from './exporting'
import type { WorkFileError } from './format'
import { checkWorkFile, clearAbandoned, handOverWorkFile, takeOver } from './importing'

const PASSPHRASE = 'carried by hand'
const AUTHOR = { name: '林', signInName: 'lin', organisation: '质量中心' }
let count = 0
let here: AccountDb
let there: AccountDb
let server: ServerModel

const answer = (db: AccountDb, item: string, value: string) => saveRegister(db, VISIT, 'answer', item, value)
const exported = async (db: AccountDb) => (await exportWork(db, PASSPHRASE, AUTHOR, '旧平板')).file
const carry = async (file: Blob, to: AccountDb = there) =>
  takeOver(to, await checkWorkFile(to, file, PASSPHRASE))
const values = () => {
  const rows = server.feed.rows.filter(({ entity, id }) => entity === 'visit' && id === VISIT)
  return (rows.at(-1)?.body as VisitDocument).answers
}

/** Another device of the same person's. */
function deviceOf(account: string): AccountDb {
  const db = new AccountDb(`${account}-on-${(count += 1)}`)
  return Object.assign(db, { account })
}

beforeEach(async () => {
  server = new ServerModel()
  prepare(server)
  const account = `carrier-${(count += 1)}`
  here = deviceOf(account)
  there = deviceOf(account)
  await runOnce(here, server)
  await runOnce(there, server)
})

afterEach(() => {
  vi.restoreAllMocks()
  here.close()
  there.close()
})

async function writeMuch(): Promise<void> {
  await answer(here, 'a', 'YES')
  await saveRegister(here, VISIT, 'note', 'a', '地面有水')
  const { photo, blob } = await makePhoto('p1', 'a', 700_000)
  await addPhoto(here, VISIT, photo, blob, new Blob([new Uint8Array([1, 2, 3])]))
}

describe('work that is carried to another device', () => {
  it('is told of before it is taken over: whose, how much, since when', async () => {
    const before = new Date().toISOString()
    await writeMuch()
    const { head, known } = await checkWorkFile(there, await exported(here), PASSPHRASE)
    expect(head).toMatchObject({
      account: { id: here.account, name: '林' },
      device: 'device-1',
      deviceName: '旧平板',
      visits: [{ id: VISIT, unit: '石岐营业厅' }],
      counts: { visits: 1, answers: 1, notes: 1, files: 1, submissions: 0 },
    })
    expect(known).toBe(0)
    expect((head.from ?? '') >= before).toBe(true)
    expect(await countUnsent(there)).toBe(0)
  })

  it('is all there, file and thumbnail too, and arrives', async () => {
    await writeMuch()
    await carry(await exported(here))
    expect(await countUnsent(there)).toBe(3)
    const view = await loadView(there, VISIT)
    expect(view.answers.get('a')?.value).toBe('YES')
    expect(view.notes.get('a')?.value).toBe('地面有水')
    expect((await there.media.toArray()).map(({ state, thumbnail }) => [state, thumbnail?.size])).toEqual([
      ['waiting', 3],
    ])
    await runOnce(there, server)
    expect(await countUnsent(there)).toBe(0)
    expect(values()).toMatchObject({ a: { value: 'YES' } })
    expect(server.verified.size).toBe(1)
    expect(server.leases.forks).toBe(0)
  })

  it('is at the server once when the old device comes back and sends it too', async () => {
    await writeMuch()
    await carry(await exported(here))
    await runOnce(there, server)
    const stored = [...server.stored.keys()]
    await runOnce(here, server)
    expect(await countUnsent(here)).toBe(0)
    expect([...server.stored.keys()]).toEqual(stored)
    const receipts = (await here.outbox.toArray()).map(({ receipt }) => receipt?.status)
    expect(new Set(receipts)).toEqual(new Set(['duplicate']))
    expect(server.leases.forks).toBe(0)
  })

  it('is at the server once when the old device was first', async () => {
    await writeMuch()
    const file = await exported(here)
    await runOnce(here, server)
    await carry(file)
    const stored = server.stored.size
    await runOnce(there, server)
    expect(server.stored.size).toBe(stored)
    expect(await countUnsent(there)).toBe(0)
  })

  it('that was sent without an answer keeps what it was called then', async () => {
    await answer(here, 'a', 'YES')
    server.lostAnswer = true
    server.refuse = (path) => {
      server.lostAnswer = path.endsWith('/push')
    }
    await runOnce(here, server)
    server.refuse = () => undefined
    server.lostAnswer = false
    const stored = server.stored.size
    expect(stored).toBe(2)
    await carry(await exported(here))
    await runOnce(there, server)
    expect(server.stored.size).toBe(stored)
    expect(await countUnsent(there)).toBe(0)
  })

  it('does not come twice when the same file is opened twice', async () => {
    await writeMuch()
    const file = await exported(here)
    const first = await carry(file)
    expect(first.operations).toBe(4)
    expect((await carry(file)).operations).toBe(0)
    expect(await countUnsent(there)).toBe(3)
    await removePhoto(there, VISIT, 'p1')
    await carry(file)
    expect(await there.media.count()).toBe(0)
  })

  it('does not cover what was written on this device since', async () => {
    await answer(here, 'a', 'YES')
    const file = await exported(here)
    await carry(file)
    await answer(there, 'a', 'NO')
    await carry(file)
    expect((await loadView(there, VISIT)).answers.get('a')?.value).toBe('NO')
    await runOnce(there, server)
    await runOnce(here, server)
    expect(values()).toMatchObject({ a: { value: 'NO', conflict: null } })
  })

  it('may go on being written on the old device: what is newer goes as something of its own', async () => {
    await answer(here, 'a', 'YES')
    await carry(await exported(here))
    await answer(here, 'a', 'NO')
    await runOnce(there, server)
    await runOnce(here, server)
    expect(values()).toMatchObject({ a: { value: 'NO', conflict: null } })
  })

  it('brings a submission with what belongs before it', async () => {
    await writeMuch()
    await submitVisit(here, VISIT, '100.00')
    await carry(await exported(here))
    expect((await loadView(there, VISIT)).submittedHere).toBe(true)
    await runOnce(there, server)
    const kinds = [...server.stored.values()].map(({ operation }) => operation.kind)
    expect(kinds).toEqual(['visit.start', 'photo.add', 'answers.set', 'note.add', 'status.request'])
  })

  it('moves the clock of this device beyond all of it', async () => {
    await here.write('hlc', 'fff0000000000000')
    await answer(here, 'a', 'YES')
    await carry(await exported(here))
    await answer(there, 'b', 'YES')
    expect((await there.edits.toArray())[0]?.hlc.startsWith('fff0')).toBe(true)
  })
})

describe('what keeps work from being taken over', () => {
  const faultOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => (error as WorkFileError).fault,
    )

  it('is that it is somebody else’s; then it can be handed to the office as it is', async () => {
    await writeMuch()
    const other = new AccountDb(`other-${count}`)
    await runOnce(other, server)
    const checked = await checkWorkFile(other, await exported(here), PASSPHRASE)
    expect(await faultOf(takeOver(other, checked))).toBe('other-person')
    expect(await other.outbox.count()).toBe(0)
    const handed = await handOverWorkFile(server, checked, () => undefined)
    const lines = server.rescues.flatMap(({ text }) => text.trim().split('\n'))
    const said = lines.map((line) => JSON.parse(line) as Record<string, never>)
    expect(said[0]).toMatchObject({ rescue: handed.rescue, account: here.account, device: 'device-1' })
    expect(said.filter((line) => 'operation' in line)).toHaveLength(4)
    const bytes = said.flatMap((line) => ('file' in line ? [atob(line['base64'] ?? '')] : [])).join('')
    expect(bytes.length).toBe(700_000)
    other.close()
  })

  it('is that this device has no number at the server yet', async () => {
    await writeMuch()
    const file = await exported(here)
    const fresh = deviceOf(here.account)
    const checked = await checkWorkFile(fresh, file, PASSPHRASE)
    expect(await faultOf(takeOver(fresh, checked))).toBe('not-ready')
    await runOnce(fresh, server)
    await takeOver(fresh, checked)
    expect(await countUnsent(fresh)).toBe(3)
    fresh.close()
  })

  it('leaves nothing behind when it is killed half way', async () => {
    await writeMuch()
    const checked = await checkWorkFile(there, await exported(here), PASSPHRASE)
    vi.spyOn(there.outbox, 'add').mockRejectedValue(new Error('killed'))
    await expect(takeOver(there, checked)).rejects.toThrow()
    expect(await there.files.count()).toBe(1)
    expect(await there.outbox.count()).toBe(0)
    await clearAbandoned(there)
    expect(await there.files.count()).toBe(0)
    vi.restoreAllMocks()
    await takeOver(there, checked)
    await clearAbandoned(there)
    expect(await there.files.count()).toBe(1)
  })
})

describe('an export', () => {
  it('changes nothing that is counted, and is remembered by what is in it', async () => {
    await writeMuch()
    const before = await countUnsent(here)
    const { exported: done, file } = await exportWork(here, PASSPHRASE, AUTHOR, '旧平板')
    expect(await countUnsent(here)).toBe(before)
    expect(done.bytes).toBe(file.size)
    expect([...done.operations].sort()).toEqual((await here.outbox.toCollection().primaryKeys()).sort())
    const text = new TextDecoder('latin1').decode(await file.arrayBuffer())
    for (const word of ['lin', 'answers.set', here.account]) expect(text).not.toContain(word)
  })

  it('keeps little in memory at once: a chunk, and the piece of a file', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 3_000_000)
    await addPhoto(here, VISIT, photo, blob)
    const sizes: number[] = []
    const encrypt = crypto.subtle.encrypt.bind(crypto.subtle)
    vi.spyOn(crypto.subtle, 'encrypt').mockImplementation((algorithm, key, data) => {
      sizes.push((data as Uint8Array).byteLength)
      return encrypt(algorithm, key, data)
    })
    await exported(here)
    expect(sizes.length).toBeGreaterThan(11)
    expect(Math.max(...sizes)).toBe(256 * 1024)
  })
})
