import { expect, test } from '@playwright/test'
import 'fake-indexeddb/auto'
import { createHash, randomBytes } from 'node:crypto'
import { OfflineError, problemFrom, ProblemError } from '@/api/problem'
import { AccountDb } from '@/db/accountDb'
import { SyncEngine } from '@/sync/engine'
import { uuid7 } from '@/sync/ids'
import type { Transport } from '@/sync/transport'
import { CHUNK_BYTES } from '@/sync/upload'
import { addPhoto } from '@/sync/work'
import { demoPassword } from './support/server'
import { Link } from './support/link'
import { assignVisit } from './support/visit'

/**
 * Pain P04, measured: photos over a link that is cut again and again. The tablet's own engine against the packaged
 * server, through a proxy; only the database of the browser is in memory, because a browser makes no photos of 3 MB.
 * `npm run uploads` prints the figures of docs/benchmarks.md. No part of the check: the same with few photos is in
 * pains/.
 */
test.skip(!process.env['PLUMBLINE_UPLOADS'], 'made on demand by npm run uploads')

const PHOTOS = Number(process.env['PLUMBLINE_UPLOADS_PHOTOS'] ?? 100)
const PHOTO_BYTES = 3_000_000
const CUT_EVERY_MS = 5_000
const BYTES_PER_SECOND = Number(process.env['PLUMBLINE_UPLOADS_RATE'] ?? 2_500_000)

/** What the tablet was told to be there of each upload, and what it sent again of it. */
class Ledger {
  private readonly confirmed = new Map<string, number>()
  patches = 0
  confirmedBytesSentAgain = 0

  noteSent(url: string, offset: number): void {
    this.patches += 1
    this.confirmedBytesSentAgain += Math.max(0, (this.confirmed.get(url) ?? 0) - offset)
  }

  noteConfirmed(url: string, offset: number): void {
    this.confirmed.set(url, Math.max(offset, this.confirmed.get(url) ?? 0))
  }
}

function transportTo(link: Link, token: string, ledger: Ledger): Transport {
  async function raw(method: string, path: string, options: Parameters<Transport['raw']>[2]) {
    const headers = new Headers(options.headers)
    headers.set('Authorization', `Bearer ${token}`)
    if (method === 'PATCH') ledger.noteSent(path, Number(headers.get('Upload-Offset')))
    const response = await fetch(`${link.url}/api${path}`, { method, headers, body: options.body }).catch(
      (error: unknown) => {
        throw new OfflineError(error)
      },
    )
    if (!response.ok) {
      const body = await response.text()
      throw new ProblemError(problemFrom(response.status, response.headers.get('Content-Type'), body), body)
    }
    const offset = response.headers.get('Upload-Offset')
    if (offset !== null) ledger.noteConfirmed(path, Number(offset))
    return response
  }
  async function json<T>(path: string, body: BodyInit, headers: Record<string, string>): Promise<T> {
    const sent = { 'Content-Type': 'application/json', ...headers }
    const response = await raw('POST', path, { body, headers: sent })
    const text = await response.text().catch((error: unknown) => {
      throw new OfflineError(error)
    })
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  const digest = (bytes: Uint8Array): string =>
    `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`
  return {
    raw,
    post: (path, body) => json(path, JSON.stringify(body), {}),
    postExact: (path, bytes, headers = {}) =>
      json(path, bytes, { ...headers, 'Content-Digest': digest(bytes) }),
  }
}

test('P04 photos arrive over a link that is cut every five seconds', async () => {
  test.setTimeout(900_000)
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const assigned = await assignVisit(base)
  const link = new Link(new URL(base))
  await link.restore()
  const ledger = new Ledger()
  const signedIn = await fetch(`${base}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ signInName: 'inspector@demo', password: demoPassword }),
  })
  const { accessToken, account } = (await signedIn.json()) as { accessToken: string; account: { id: string } }
  const db = new AccountDb(account.id)
  const engine = new SyncEngine(db, transportTo(link, accessToken, ledger), {
    deviceName: 'uploads',
    random: () => 0.1,
    later: () => undefined,
  })
  await engine.sync()

  const hashes: string[] = []
  for (let i = 0; i < PHOTOS; i += 1) {
    // Random behind the first bytes of a JPEG: nothing can be packed, and the kind is recognised.
    const bytes = randomBytes(PHOTO_BYTES)
    Buffer.from([0xff, 0xd8, 0xff, 0xe0]).copy(bytes)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    hashes.push(sha256)
    const blob = new Blob([bytes], { type: 'image/jpeg' })
    const fields = { purpose: 'PHOTO' as const, contentType: 'image/jpeg', width: 1920, height: 1440 }
    const photo = { id: uuid7(), item: null, sha256, size: bytes.length, ...fields }
    await addPhoto(db, assigned.visit, { ...photo, capturedAt: new Date().toISOString() }, blob)
  }

  link.limit(BYTES_PER_SECOND)
  link.sent = 0
  let cuts = 0
  const cutter = setInterval(() => {
    cuts += 1
    link.interrupt()
  }, CUT_EVERY_MS)
  const began = Date.now()
  let runs = 0
  while ((await db.media.where('state').notEqual('done').count()) > 0) {
    runs += 1
    await engine.sync()
    expect(Date.now() - began, 'the link is slow, not dead').toBeLessThan(800_000)
  }
  const seconds = (Date.now() - began) / 1000
  clearInterval(cutter)
  engine.stop()
  await link.cut()

  const document = (await assigned.document()) as unknown as {
    photos: { sha256: string; verified: boolean }[]
  }
  const verified = document.photos.filter((photo) => photo.verified).map((photo) => photo.sha256)
  const total = PHOTOS * PHOTO_BYTES
  const again = link.sent - total
  const row = { photos: PHOTOS, cuts, runs, seconds: Math.round(seconds), patches: ledger.patches }
  console.log('uploads', {
    ...row,
    megabytes: total / 1e6,
    megabytesSent: Math.round(link.sent / 1e4) / 100,
    overheadRatio: Math.round((link.sent / total) * 1000) / 1000,
    sentTwiceAndFramingPerCutInChunks: Math.round((again / Math.max(1, cuts) / CHUNK_BYTES) * 100) / 100,
    confirmedBytesSentAgain: ledger.confirmedBytesSentAgain,
    hashesVerifiedByTheServer: verified.length,
  })
  expect(verified.sort()).toEqual(hashes.sort())
  expect(ledger.confirmedBytesSentAgain, 'no confirmed byte is sent twice').toBe(0)
  // Two files are on their way at a time, each with one chunk in the air; headers of a request are a kilobyte or two.
  expect(again).toBeLessThanOrEqual(cuts * 2 * CHUNK_BYTES + (ledger.patches + runs * 10) * 2_048)
})
