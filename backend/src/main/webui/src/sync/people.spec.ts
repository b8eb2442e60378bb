// @vitest-environment node
/**
 * Two people share a tablet and change places in the middle of whatever it is doing. Each has a store and a device of
 * their own; nothing of one goes out in the other's name, is lost, doubled, or waits for the other.
 */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useTokens } from '@/api/client'
import { ProblemError } from '@/api/problem'
import { AccountDb, countUnsent } from '@/db/accountDb'
import { SyncEngine } from './engine'
import { refusal } from './testing/feed'
import { prepare, VISIT } from './testing/fixtures'
import { makePhoto } from './testing/photoFixture'
import { ServerModel } from './testing/serverModel'
import { personalTransport } from './transport'
import type { Operation } from './wire'
import { addPhoto, saveRegister } from './work'

let count = 0
let server: ServerModel
/** Who is at the tablet, and what their token may. */
let person: string
let expired: Set<string>
let owners: Map<string, string>
/** What went out in a name that is not its own. */
let foreign: string[]
/** Called before the server sees a request, and before the device sees the answer. */
let onRequest: () => void
let onAnswer: () => void
const dbs: AccountDb[] = []

const open = (account: string): AccountDb => {
  const db = new AccountDb(`${account}-${count}`)
  dbs.push(db)
  return db
}

/** The network: tells by the token who speaks, and hands on to the model of the server. */
async function network(url: string, init: RequestInit): Promise<Response> {
  onRequest()
  const path = url.replace(/^\/api/, '').replace(/\?.*/, '')
  const headers = Object.fromEntries(new Headers(init.headers))
  const speaker = (headers.authorization ?? '').replace('Bearer token of ', '')
  if (expired.has(speaker)) return new Response('{"code":"unauthenticated"}', problem(401))
  const bytes = init.body instanceof Uint8Array ? (init.body as Uint8Array<ArrayBuffer>) : null
  const text = bytes ? new TextDecoder().decode(bytes) : init.body
  const body = typeof text === 'string' && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {}
  check(speaker, path, body)
  try {
    const answer = await handle(init.method ?? 'GET', path, { ...body }, bytes, init)
    if (path.endsWith('/devices')) owners.set((answer as { device: string }).device, speaker)
    onAnswer()
    return answer instanceof Response ? answer : Response.json(answer)
  } catch (error) {
    if (error instanceof ProblemError)
      return new Response(JSON.stringify(error.problem), problem(error.status))
    throw error
  }
}

const problem = (status: number): ResponseInit => ({
  status,
  headers: { 'Content-Type': 'application/problem+json' },
})

function check(speaker: string, path: string, body: Record<string, unknown>): void {
  const { device, operations = [] } = body as { device?: string; operations?: Operation[] }
  if (device !== undefined && owners.get(device) !== speaker) foreign.push(`${path} of ${device}`)
  for (const { actor } of operations) if (actor !== `${speaker}-${count}`) foreign.push(`${path} by ${actor}`)
}

function handle(
  method: string,
  path: string,
  body: Record<string, unknown>,
  bytes: Uint8Array<ArrayBuffer> | null,
  init: RequestInit,
): Promise<unknown> {
  const headers = Object.fromEntries(
    [...new Headers(init.headers)].map(([name, value]) => [
      name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
  )
  if (bytes) return server.postExact(path, bytes, headers)
  const sync = method === 'POST' && path.startsWith('/sync/')
  return sync ? server.post(path, body) : server.raw(method, path, { headers, body: init.body ?? undefined })
}

async function run(db: AccountDb, account: string): Promise<SyncEngine> {
  const transport = personalTransport(() => person === account)
  const engine = new SyncEngine(db, transport, { deviceName: 'tablet', random: () => 1 })
  await engine.sync()
  engine.stop()
  return engine
}

async function write(db: AccountDb, item: string): Promise<void> {
  await saveRegister(db, VISIT, 'answer', item, 'YES')
  const { photo, blob } = await makePhoto(`photo-${item}`, item, 1000 + item.charCodeAt(0))
  await addPhoto(db, VISIT, photo, blob)
}

beforeEach(() => {
  count += 1
  server = new ServerModel()
  prepare(server)
  person = 'anna'
  expired = new Set()
  owners = new Map()
  foreign = []
  onRequest = onAnswer = () => undefined
  vi.stubGlobal('fetch', network)
  useTokens({
    owner: () => person,
    accessToken: () => `token of ${person}`,
    renew: () => Promise.resolve(expired.has(person) ? 'expired' : 'renewed'),
  })
})

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const db of dbs.splice(0)) db.close()
})

/** Anna and Bo have both been here before and have both written something. */
async function bothWrote(): Promise<{ anna: AccountDb; bo: AccountDb }> {
  const [anna, bo] = [open('anna'), open('bo')]
  await run(anna, 'anna')
  person = 'bo'
  await run(bo, 'bo')
  await write(bo, 'b')
  person = 'anna'
  await write(anna, 'a')
  return { anna, bo }
}

async function expectAllThere(anna: AccountDb, bo: AccountDb): Promise<void> {
  expect(await countUnsent(anna)).toBe(0)
  expect(await countUnsent(bo)).toBe(0)
  const kinds = [...server.stored.values()].map(({ operation }) => `${operation.actor} ${operation.kind}`)
  const expected = ['anna', 'bo'].flatMap((who) =>
    ['answers.set', 'photo.add', 'visit.start'].map((kind) => `${who}-${count} ${kind}`),
  )
  expect(kinds.sort()).toEqual(expected)
  expect(server.verified.size).toBe(2)
  expect(server.leases.forks).toBe(0)
  expect(foreign).toEqual([])
}

describe('people who change places', () => {
  it.each([
    ['before the server sees', (work: () => void) => (onRequest = work)],
    ['before the tablet sees the answer of', (work: () => void) => (onAnswer = work)],
  ])('%s any request lose and double nothing, and nobody speaks for another', async (_, at) => {
    for (let change = 1, over = false; !over; change += 1) {
      expect(change).toBeLessThan(40)
      server = new ServerModel()
      prepare(server)
      owners.clear()
      count += 1
      const { anna, bo } = await bothWrote()
      let seen = 0
      at(() => {
        if ((seen += 1) === change) person = 'bo'
      })
      await run(anna, 'anna')
      over = seen < change
      onRequest = onAnswer = () => undefined
      person = 'bo'
      await run(bo, 'bo')
      expect(await countUnsent(bo)).toBe(0)
      person = 'anna'
      await run(anna, 'anna')
      await expectAllThere(anna, bo)
    }
  })

  it('while the digest of a push is computed do not send it in the other’s name', async () => {
    const { anna, bo } = await bothWrote()
    const digest = crypto.subtle.digest.bind(crypto.subtle)
    vi.spyOn(crypto.subtle, 'digest').mockImplementation(async (algorithm, data) => {
      const text = new TextDecoder().decode(data as BufferSource)
      if (text.includes('"operations"')) person = 'bo'
      return digest(algorithm, data)
    })
    await run(anna, 'anna')
    expect(foreign).toEqual([])
    expect(await countUnsent(anna)).toBe(2)
    await run(bo, 'bo')
    vi.restoreAllMocks()
    person = 'anna'
    await run(anna, 'anna')
    await expectAllThere(anna, bo)
  })

  it('while a token is renewed do not send anything in the other’s name', async () => {
    const { anna, bo } = await bothWrote()
    expired.add('anna')
    useTokens({
      owner: () => person,
      accessToken: () => `token of ${person}`,
      renew: () => {
        person = 'bo'
        return Promise.resolve('renewed')
      },
    })
    await run(anna, 'anna')
    expect(foreign).toEqual([])
    await run(bo, 'bo')
    expired.clear()
    person = 'anna'
    await run(anna, 'anna')
    await expectAllThere(anna, bo)
  })
})

describe('what the server has against one', () => {
  it('a session that ran out keeps nobody else’s work waiting, and waits itself', async () => {
    const { anna, bo } = await bothWrote()
    expired.add('anna')
    expect((await run(anna, 'anna')).status.phase).toBe('expired')
    expect(await countUnsent(anna)).toBe(2)
    person = 'bo'
    expect((await run(bo, 'bo')).status.phase).toBe('idle')
    expect(await countUnsent(bo)).toBe(0)
    expired.clear()
    person = 'anna'
    await run(anna, 'anna')
    await expectAllThere(anna, bo)
  })

  it('a revoked device keeps nobody else’s from working, and hands over all the same', async () => {
    const { anna, bo } = await bothWrote()
    server.refuse = (path) => {
      const refused = path.endsWith('/session') || path.endsWith('/pull')
      if (person === 'anna' && refused) throw refusal(403, 'device-revoked', { pushAllowed: true })
    }
    const engine = await run(anna, 'anna')
    expect(engine.status).toMatchObject({ phase: 'problem', problem: 'device-revoked' })
    person = 'bo'
    expect((await run(bo, 'bo')).status.phase).toBe('idle')
    await expectAllThere(anna, bo)
  })
})
