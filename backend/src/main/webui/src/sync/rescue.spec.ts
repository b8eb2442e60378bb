// @vitest-environment node
/** What no server takes in the protocol's own way: kept, told to the person, and handed to the office as it is. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { OfflineError } from '@/api/problem'
import { AccountDb, countUnsent, tablesOf } from '@/db/accountDb'
import { sha256Hex } from './digest'
import { handOver, PART_BYTES, type Rescued } from './rescue'
import { refusal } from './testing/feed'
import { assignment, prepare, runOnce, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import { addPhoto, saveRegister } from './work'

let count = 0
let db: AccountDb
let server: ServerModel

interface Line {
  [name: string]: unknown
  file?: string
  base64?: string
  offset?: number
}

const answer = (item: string, value: string, visit = VISIT) => saveRegister(db, visit, 'answer', item, value)
const lines = (): Line[] =>
  server.rescues.flatMap(({ text }) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  )
const told = (name: string) => lines().flatMap((line) => (name in line ? [line[name]] : []))

async function everything(): Promise<unknown> {
  const tables = await Promise.all(tablesOf(db).map(async (table) => [table.name, await table.toArray()]))
  return JSON.parse(
    JSON.stringify(tables, (_, value: unknown) => (value instanceof Uint8Array ? '' : value)),
  ) as unknown
}

/** The server cannot read a push with one of these words in it. */
function cannotRead(...words: string[]): void {
  const push = server.postExact.bind(server)
  vi.spyOn(server, 'postExact').mockImplementation((path, bytes, headers) => {
    const text = new TextDecoder().decode(bytes)
    if (path.endsWith('/push')) server.paths.push(path)
    if (path.endsWith('/push') && words.some((word) => text.includes(word)))
      return Promise.reject(refusal(400, 'bad-envelope'))
    return push(path, bytes, headers) as Promise<never>
  })
}

beforeEach(async () => {
  db = new AccountDb(`rescue-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  for (let index = 2; index < 8; index += 1) {
    const body = assignment({ id: `assignment-${index}`, visit: `visit-${index}` })
    server.publish({ scope: 'user:me', entity: 'assignment', id: body.id, body })
  }
  await runOnce(db, server)
})

afterEach(() => {
  vi.restoreAllMocks()
  db.close()
})

describe('a server that cannot read one operation', () => {
  it('gets the others, and the one stays and is told of', async () => {
    cannotRead('"poison"')
    for (let index = 2; index < 8; index += 1)
      await answer('a', index === 4 ? 'poison' : 'YES', `visit-${index}`)
    await runOnce(db, server)
    expect(server.stored.size).toBe(11)
    expect(await countUnsent(db)).toBe(1)
    const stuck = await db.outbox.where('state').equals('sent').toArray()
    expect(stuck.map(({ visit, refused }) => [visit, refused])).toEqual([['visit-4', 'bad-envelope']])
    vi.restoreAllMocks()
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
    expect((await db.outbox.get(stuck[0]?.id ?? ''))?.refused).toBeUndefined()
    expect(server.leases.forks).toBe(0)
  })

  it('is not asked once for each when it can read none', async () => {
    cannotRead('"operations"')
    for (let index = 2; index < 8; index += 1) await answer('a', 'YES', `visit-${index}`)
    const engine = await runOnce(db, server)
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'bad-envelope' })
    expect(server.paths.filter((path) => path.endsWith('/push')).length).toBeLessThan(12)
    expect(await countUnsent(db)).toBe(6)
  })

  it('or whose version is another is told apart from one that fails', async () => {
    server.refuse = (path) => {
      if (path.endsWith('/session')) throw refusal(426, 'protocol-unsupported', { pushAllowed: true })
      if (path.endsWith('/push')) throw refusal(404, 'http-404')
    }
    await answer('a', 'YES')
    const engine = await runOnce(db, server)
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'protocol-unsupported' })
    expect(await countUnsent(db)).toBe(1)
  })

  it('or speaks another version, but takes pushes, gets the work', async () => {
    server.refuse = (path) => {
      if (path.endsWith('/session')) throw refusal(426, 'protocol-unsupported', { pushAllowed: true })
    }
    await answer('a', 'YES')
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
  })
})

describe('what is handed over as it is', () => {
  it('is all that has not arrived, in parts that can be read by themselves, and changes nothing here', async () => {
    await answer('sent', 'YES')
    await runOnce(db, server)
    server.refuse = (path) => {
      if (path.endsWith('/push')) throw new OfflineError()
    }
    await answer('a', 'poison')
    await runOnce(db, server)
    server.refuse = () => undefined
    await saveRegister(db, VISIT, 'note', 'a', '地面有水')
    const photos = [await makePhoto('p1', 'a', 9_000_000), await makePhoto('p22', 'b', 1_500_000)]
    for (const { photo, blob } of photos) await addPhoto(db, VISIT, photo, blob)
    const before = await everything()
    const sizes: number[] = []
    const rescued = await handOver(db, server, (bytes) => sizes.push(bytes))
    expect(rescued).toMatchObject({ things: 4, parts: 2 })
    expect(rescued.bytes).toBe(sizes.at(-1))
    expect(server.rescues).toHaveLength(2)
    for (const { text, headers } of server.rescues) {
      expect(text.length).toBeLessThanOrEqual(PART_BYTES)
      expect(headers['Plumbline-Device']).toBe('device-1')
      expect(JSON.parse(text.slice(0, text.indexOf('\n')))).toMatchObject({
        ...{ format: 'plumbline-rescue', version: 1, rescue: rescued.rescue, account: db.account },
      })
    }
    expect(told('part')).toEqual([1, 2])
    expect(told('end')).toEqual([true])
    expect(told('edit')).toMatchObject([{ register: 'note', value: '地面有水' }])
    expect(told('operation')).toMatchObject([
      { kind: 'answers.set' },
      { kind: 'photo.add' },
      { kind: 'photo.add' },
    ])
    for (const { photo } of photos) {
      const chunks = lines().filter((line) => line.file === photo.sha256)
      const text = chunks.map((line) => atob(line.base64 ?? '')).join('')
      expect(await sha256Hex(Uint8Array.from(text, (each) => each.charCodeAt(0)))).toBe(photo.sha256)
    }
    await db.meta.delete('rescued')
    expect(await everything()).toEqual(before)
  })

  it('is remembered when all of it arrived, and only then', async () => {
    await answer('a', 'YES')
    server.down = true
    await expect(handOver(db, server)).rejects.toBeInstanceOf(OfflineError)
    expect(await db.read('rescued')).toBeUndefined()
    server.down = false
    await handOver(db, server)
    expect(await db.read<Rescued>('rescued')).toMatchObject({ things: 1, parts: 1 })
    expect(await countUnsent(db)).toBe(1)
    await runOnce(db, server)
    expect(await countUnsent(db)).toBe(0)
  })

  it('goes in smaller parts where something on the way takes no large ones', async () => {
    const { photo, blob } = await makePhoto('p1', 'a', 3_000_000)
    await addPhoto(db, VISIT, photo, blob)
    server.rescueBytes = 1024 * 1024
    const { parts } = await handOver(db, server)
    expect(parts).toBe(server.rescues.length)
    expect(parts).toBeGreaterThan(3)
    const text = lines().map((line) => atob(line.base64 ?? ''))
    expect(text.join('').length).toBe(photo.size)
  })

  it('holds what was confirmed, too, while the server may have lost it', async () => {
    await answer('a', 'YES')
    await runOnce(db, server)
    await db.write('recheck', true)
    await handOver(db, server)
    expect(told('operation')).toHaveLength(2)
  })
})
