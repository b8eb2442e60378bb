/**
 * The last resort when a server takes this work in no way the protocol knows: everything that has not arrived is handed
 * to the office as it is, for people to see to. Nothing here changes by it; what can be sent later is sent later.
 *
 * Lines of JSON in parts of their own, each with a head: whoever has some of the parts can read what is in them.
 */
import { OfflineError, ProblemError } from '@/api/problem'
import { countUnsent, type AccountDb } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'
import { APP_VERSION, type Identity } from './identity'
import { uuid7 } from './ids'
import type { Transport } from './transport'

/** What a server takes at once. */
export const PART_BYTES = 10 * 1024 * 1024
/** What stands between here and the server may take less; below this there is no use in trying. */
const LEAST_BYTES = 320 * 1024
const CHUNK_BYTES = 192 * 1024
const ENCODED_AT_ONCE = 24 * 1024

export interface Rescued {
  rescue: string
  /** The tablet's time: it is only shown. */
  at: number
  things: number
  parts: number
  bytes: number
}

const encoder = new TextEncoder()

export type HandedOver = Pick<Rescued, 'rescue' | 'parts' | 'bytes'>

/** Hands everything over and remembers that it did. Interrupted, it begins anew: the office may have parts twice. */
export async function handOver(
  db: AccountDb,
  transport: Transport,
  onSent: (bytes: number) => void = () => undefined,
): Promise<Rescued> {
  const identity = await db.read<Identity>('identity')
  const things = await countUnsent(db)
  const head = { account: db.account, device: identity }
  const handed = await handOverRecords(transport, head, records(db), onSent, identity?.device)
  const done: Rescued = { ...handed, things, at: Date.now() }
  try {
    await db.write('rescued', done)
  } catch (error) {
    // On a full disk not even this fits; it was handed over all the same.
    if (!isQuotaError(error)) throw error
  }
  return done
}

/** Sends records in parts, each with the head; one with a `blob` goes as chunks of its bytes. */
export async function handOverRecords(
  transport: Transport,
  about: object,
  entries: AsyncIterable<object>,
  onSent: (bytes: number) => void,
  device?: string,
): Promise<HandedOver> {
  const done: HandedOver = { rescue: uuid7(), parts: 0, bytes: 0 }
  const head = { format: 'plumbline-rescue', version: 1, rescue: done.rescue, ...about }
  let most = PART_BYTES
  let part: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  const start = (): void => {
    const line = lineOf({ ...head, part: done.parts + 1, app: APP_VERSION })
    part = [line]
    size = line.length
  }
  const finish = async (): Promise<void> => {
    if (part.length < 2) return
    const taken = await sendPart(transport, device, part, most)
    most = taken.most
    done.parts += taken.parts
    done.bytes += size
    onSent(done.bytes)
    start()
  }
  start()
  for await (const entry of entries) {
    for await (const record of inChunks(entry)) {
      const line = lineOf(record)
      if (size + line.length > most) await finish()
      part.push(line)
      size += line.length
    }
  }
  part.push(lineOf({ end: true }))
  await finish()
  return done
}

async function* inChunks(entry: object): AsyncGenerator<object> {
  if (!('blob' in entry && entry.blob instanceof Blob)) return yield entry
  const { blob, ...rest } = entry
  const { size } = blob as Blob
  for (let offset = 0; offset < size; offset += CHUNK_BYTES) {
    const bytes = await (blob as Blob).slice(offset, offset + CHUNK_BYTES).arrayBuffer()
    yield { ...rest, offset, size, base64: base64(new Uint8Array(bytes)) }
  }
}

/** Sends a part, in halves where it is too large for something on the way. */
async function sendPart(
  transport: Transport,
  device: string | undefined,
  lines: Uint8Array<ArrayBuffer>[],
  most: number,
): Promise<{ most: number; parts: number }> {
  const headers = {
    'Content-Type': 'application/x-ndjson',
    ...(device === undefined ? {} : { 'Plumbline-Device': device }),
  }
  try {
    const answer = await transport.raw('POST', '/sync/v1/rescue', { body: new Blob(lines), headers })
    await answer.text().catch((error: unknown) => {
      throw new OfflineError(error)
    })
    return { most, parts: 1 }
  } catch (error) {
    const [head, ...rest] = lines
    const tooLarge = error instanceof ProblemError && error.status === 413
    const half = lines.reduce((sum, line) => sum + line.length, 0) / 2
    if (!tooLarge || !head || rest.length < 2 || half < LEAST_BYTES) throw error
    const middle = Math.ceil(rest.length / 2)
    const first = await sendPart(transport, device, [head, ...rest.slice(0, middle)], Math.min(most, half))
    const second = await sendPart(transport, device, [head, ...rest.slice(middle)], first.most)
    return { most: second.most, parts: first.parts + second.parts }
  }
}

/** What was written first, then the files. After a server that may have lost work, also what it once confirmed. */
async function* records(db: AccountDb): AsyncGenerator<object> {
  const uncertain = (await db.read('recheck')) !== undefined
  for (const edit of await db.edits.toArray()) yield { edit }
  for (const entry of await db.outbox.orderBy('order').toArray()) {
    if (uncertain || entry.state !== 'final') yield { operation: entry }
  }
  const media = await db.media.filter((entry) => uncertain || entry.state !== 'done').toArray()
  for (const entry of media) yield { media: { ...entry, thumbnail: undefined } }
  for (const sha256 of new Set(media.map((entry) => entry.sha256))) {
    const blob = (await db.files.get(sha256))?.blob
    if (blob) yield { file: sha256, blob }
  }
}

const lineOf = (record: object): Uint8Array<ArrayBuffer> => encoder.encode(`${JSON.stringify(record)}\n`)

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += ENCODED_AT_ONCE) {
    text += btoa(String.fromCharCode(...bytes.subarray(from, from + ENCODED_AT_ONCE)))
  }
  return text
}
