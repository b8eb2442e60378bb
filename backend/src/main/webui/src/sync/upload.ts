/**
 * Files to the server by tus 1.0 (creation and core): the address of an upload is kept, so a photo that was half way
 * when the network or the app went on from there and not from zero. Files go after the operations that declare them.
 *
 * An upload turns no lease, so nothing tells that a server that was set back lost a file: once a day those delivered
 * are asked for again.
 */
import type { AccountDb, MediaEntry } from '@/db/accountDb'
import { ProblemError } from '@/api/problem'
import { fileGate } from './saver'
import type { Transport } from './transport'

const VERSION = { 'Tus-Resumable': '1.0.0' }
/** Small enough to make headway on a weak link, large enough not to be dominated by round trips. */
export const CHUNK_BYTES = 512 * 1024
const AT_A_TIME = 2
/** A file whose hash the server refuses this often is shown as failed and waits for the person. */
const ATTEMPTS = 3
/** Hashes the server answers at once. */
const AT_ONCE = 1000
const DAILY_MS = 24 * 3_600_000

const base64 = (text: string): string => btoa(text)

/** Uploads what is declared and not yet there. Returns how many files arrived. `wall`: the tablet's clock. */
export async function uploadMedia(
  db: AccountDb,
  transport: Transport,
  now?: number,
  wall: number = Date.now(),
): Promise<number> {
  const delivered = await deliveredUnasked(db, wall)
  const known = await presentOf(transport, delivered ?? [])
  const lost = (delivered ?? []).filter((hash) => !known.has(hash))
  await waitAgain(db, lost)
  if (delivered !== null) await db.write('filesAskedAt', wall)
  const mayGo = await fileGate(db)
  const waiting = (await declared(db)).filter(mayGo)
  if (waiting.length === 0) return 0
  const present = await presentOf(
    transport,
    waiting.map((entry) => entry.sha256).filter((hash) => !lost.includes(hash)),
  )
  for (const entry of waiting) if (present.has(entry.sha256)) await done(db, entry, now)
  const queue = waiting.filter((entry) => !present.has(entry.sha256))
  let arrived = waiting.length - queue.length
  let failure: unknown = null
  const worker = async (): Promise<void> => {
    for (let entry = queue.shift(); entry && failure === null; entry = queue.shift()) {
      // The network may have become another since the round began.
      if (!mayGo(entry)) continue
      try {
        if (await uploadOne(db, transport, entry, now)) arrived += 1
      } catch (error) {
        // A file the server has something against must not hold up the others.
        if (
          error instanceof ProblemError &&
          error.status < 500 &&
          error.status !== 401 &&
          error.status !== 429
        ) {
          await fail(db, entry, error.code)
        } else failure = error
      }
    }
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
  if (failure !== null) throw failure
  return arrived
}

/** Files whose `photo.add` has its receipt; signatures first, then the oldest. */
async function declared(db: AccountDb): Promise<MediaEntry[]> {
  const entries = await db.media.where('state').anyOf('waiting', 'uploading').sortBy('createdAt')
  const undeclared = new Set<string>()
  for (const { content } of await db.outbox.where('state').anyOf('queued', 'sent').toArray()) {
    if (content.kind === 'photo.add') undeclared.add(content.photo.id)
  }
  const ready = entries.filter((entry) => !undeclared.has(entry.id))
  return ready.sort((a, b) => Number(b.purpose === 'SIGNATURE') - Number(a.purpose === 'SIGNATURE'))
}

/** Which of these files the server has. */
export async function presentOf(transport: Transport, hashes: readonly string[]): Promise<Set<string>> {
  const asked = [...new Set(hashes)]
  const present = new Set<string>()
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const sha256 = asked.slice(from, from + AT_ONCE)
    const answer = await transport.post<{ present: string[] }>('/sync/v1/media/query', { sha256 })
    for (const hash of answer.present) present.add(hash)
  }
  return present
}

export async function deliveredFiles(db: AccountDb): Promise<string[]> {
  const done = await db.media.where('state').equals('done').toArray()
  return [...new Set(done.map((entry) => entry.sha256))]
}

/** Delivered files when they are due to be asked for; null when they are not. */
async function deliveredUnasked(db: AccountDb, wall: number): Promise<string[] | null> {
  const since = wall - ((await db.read<number>('filesAskedAt')) ?? 0)
  // A clock that was set back must not put it off for years.
  return since >= 0 && since < DAILY_MS ? null : deliveredFiles(db)
}

/** The server has these no more: they are uploaded from the beginning. */
export const waitAgain = (db: AccountDb, hashes: readonly string[]): Promise<number> =>
  db.media
    .where('sha256')
    .anyOf(hashes)
    .modify((entry) => {
      entry.state = 'waiting'
      entry.uploaded = 0
      delete entry.doneAt
      delete entry.uploadUrl
    })

const done = (db: AccountDb, entry: MediaEntry, now: number | undefined): Promise<number> =>
  db.media
    .where('sha256')
    .equals(entry.sha256)
    .modify((each) => {
      each.state = 'done'
      each.uploaded = each.size
      if (now !== undefined) each.doneAt = now
      delete each.error
      delete each.uploadUrl
    })

async function fail(db: AccountDb, entry: MediaEntry, code: string): Promise<void> {
  await db.media
    .where('id')
    .equals(entry.id)
    .modify((each) => {
      each.attempts += 1
      each.error = code
      each.uploaded = 0
      each.state = each.attempts >= ATTEMPTS ? 'failed' : 'waiting'
      delete each.uploadUrl
    })
}

/** A file the server refused is offered once more from the beginning. */
export const retryFile = (db: AccountDb, id: string): Promise<number> =>
  db.media
    .where('id')
    .equals(id)
    .modify((entry) => {
      if (entry.state !== 'failed') return
      entry.state = 'waiting'
      entry.attempts = 0
      delete entry.error
    })

async function uploadOne(
  db: AccountDb,
  transport: Transport,
  entry: MediaEntry,
  now: number | undefined,
): Promise<boolean> {
  const file = await db.files.get(entry.sha256)
  if (!file) {
    await fail(db, entry, 'file-missing')
    return false
  }
  let { url, offset } = await resume(transport, entry)
  if (url === null) {
    ;({ url, offset } = await create(transport, entry))
    await db.media.update(entry.id, { uploadUrl: url, state: 'uploading' })
  }
  while (offset < entry.size) {
    const chunk = file.blob.slice(offset, Math.min(offset + CHUNK_BYTES, entry.size))
    const response = await patch(transport, url, offset, chunk)
    offset = response ?? (await offsetOf(transport, url)) ?? 0
    await db.media.update(entry.id, { uploaded: offset, state: 'uploading' })
  }
  await done(db, entry, now)
  return true
}

async function resume(
  transport: Transport,
  entry: MediaEntry,
): Promise<{ url: string | null; offset: number }> {
  if (entry.uploadUrl === undefined) return { url: null, offset: 0 }
  const offset = await offsetOf(transport, entry.uploadUrl)
  return offset === null ? { url: null, offset: 0 } : { url: entry.uploadUrl, offset }
}

async function create(transport: Transport, entry: MediaEntry): Promise<{ url: string; offset: number }> {
  const metadata = `sha256 ${base64(entry.sha256)},contentType ${base64(entry.contentType)}`
  const response = await transport.raw('POST', '/media', {
    headers: { ...VERSION, 'Upload-Length': String(entry.size), 'Upload-Metadata': metadata },
  })
  const location = response.headers.get('Location') ?? ''
  const path = location.replace(/^https?:\/\/[^/]+/, '').replace(/^\/api/, '')
  return { url: path, offset: Number(response.headers.get('Upload-Offset') ?? 0) }
}

/** Where the server is with an upload; null when it does not know it any more. */
async function offsetOf(transport: Transport, url: string): Promise<number | null> {
  try {
    const response = await transport.raw('HEAD', url, { headers: VERSION })
    return Number(response.headers.get('Upload-Offset') ?? 0)
  } catch (error) {
    if (error instanceof ProblemError && [404, 410, 403].includes(error.status)) return null
    throw error
  }
}

/** The new offset, or null when the server is at another one. */
async function patch(transport: Transport, url: string, offset: number, chunk: Blob): Promise<number | null> {
  try {
    const response = await transport.raw('PATCH', url, {
      headers: {
        ...VERSION,
        'Upload-Offset': String(offset),
        'Content-Type': 'application/offset+octet-stream',
      },
      body: chunk,
    })
    return Number(response.headers.get('Upload-Offset') ?? offset + chunk.size)
  } catch (error) {
    if (error instanceof ProblemError && error.status === 409) return null
    throw error
  }
}
