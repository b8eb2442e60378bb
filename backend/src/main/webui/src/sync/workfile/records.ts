/** What is inside a work file: records of JSON, and the bytes of files after the record that announces them. */
import type { Draft, MediaEntry, OutboxEntry } from '@/db/accountDb'
import type { Operation } from '../wire'
import { WorkFileError, type OpenedFile, type Sealer } from './format'

/** Whose work it is and how much, for whoever is asked to take it over. */
export interface WorkHead {
  format: 'plumbline-work'
  /** Of this file; written into it once. */
  id: string
  account: { id: string; name: string; signInName: string; organisation: string }
  /** The device that wrote it, and its name. */
  device: string | null
  deviceName: string
  app: string
  exportedAt: string
  /** When the oldest of it was written. */
  from: string | null
  visits: { id: string; unit: string }[]
  counts: { visits: number; answers: number; notes: number; files: number; submissions: number }
}

export type WorkOperation = Pick<OutboxEntry, 'id' | 'visit' | 'kind' | 'hlc' | 'known' | 'createdAt'> & {
  operation: Operation
}
export type WorkMedia = Omit<
  MediaEntry,
  'state' | 'uploaded' | 'uploadUrl' | 'error' | 'attempts' | 'thumbnail'
>

export type WorkRecord =
  | { head: WorkHead }
  | { operation: WorkOperation }
  | { draft: Draft }
  | { media: WorkMedia }
  | { file: { sha256: string; size: number; type: string } }
  | { thumbnail: { photo: string; size: number; type: string } }
  | { end: { operations: number; media: number; files: number } }

/** A record read back; with the bytes, where it announces some. */
export interface ReadRecord {
  record: WorkRecord
  blob?: Blob
}

const JSON_FRAME = 1
const BYTES_FRAME = 2
const FRAME_HEAD = 5
const PIECE_BYTES = 128 * 1024
/** The largest JSON record there is: an operation the server would take, with room. */
const JSON_LIMIT = 4 * 1024 * 1024

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

async function frame(sealer: Sealer, kind: number, bytes: Uint8Array): Promise<void> {
  const head = new Uint8Array(FRAME_HEAD)
  head[0] = kind
  new DataView(head.buffer).setUint32(1, bytes.length)
  await sealer.write(head)
  await sealer.write(bytes)
}

export const writeRecord = (sealer: Sealer, record: WorkRecord): Promise<void> =>
  frame(sealer, JSON_FRAME, encoder.encode(JSON.stringify(record)))

/** The bytes a record announced, piece by piece. */
export async function writeBytes(sealer: Sealer, blob: Blob): Promise<void> {
  for (let from = 0; from < blob.size; from += PIECE_BYTES) {
    const piece = await blob.slice(from, from + PIECE_BYTES).arrayBuffer()
    await frame(sealer, BYTES_FRAME, new Uint8Array(piece))
  }
}

/** Takes chunks as they come and gives as many bytes as are asked for. */
class Reader {
  private rest: Uint8Array<ArrayBuffer> = new Uint8Array()

  constructor(private readonly chunks: AsyncIterator<Uint8Array<ArrayBuffer>>) {}

  /** Null at the end of the file; throws when it ends in the middle of something. */
  async take(count: number): Promise<Uint8Array<ArrayBuffer> | null> {
    const parts: Uint8Array<ArrayBuffer>[] = []
    let missing = count
    while (missing > 0) {
      if (this.rest.length === 0) {
        const next = await this.chunks.next()
        if (next.done) {
          if (missing === count) return null
          throw new WorkFileError('damaged')
        }
        this.rest = next.value
      }
      const piece = this.rest.subarray(0, missing)
      this.rest = this.rest.subarray(piece.length)
      parts.push(piece)
      missing -= piece.length
    }
    if (parts.length === 1 && parts[0]) return parts[0]
    const bytes = new Uint8Array(count)
    let at = 0
    for (const part of parts) {
      bytes.set(part, at)
      at += part.length
    }
    return bytes
  }

  async frame(limit: number): Promise<{ kind: number; bytes: Uint8Array<ArrayBuffer> } | null> {
    const head = await this.take(FRAME_HEAD)
    if (!head) return null
    const length = new DataView(head.buffer, head.byteOffset).getUint32(1)
    if (length > limit) throw new WorkFileError('damaged')
    const bytes = await this.take(length)
    if (!bytes && length > 0) throw new WorkFileError('damaged')
    return { kind: head[0] ?? 0, bytes: bytes ?? new Uint8Array() }
  }
}

const announced = (record: WorkRecord): { size: number; type: string } | null =>
  'file' in record ? record.file : 'thumbnail' in record ? record.thumbnail : null

/** Every record of the file, in order; files are given whole, one at a time. Ends with the last record, or throws. */
export async function* readRecords(
  opened: OpenedFile,
  onRead?: (bytes: number) => void,
): AsyncGenerator<ReadRecord> {
  const reader = new Reader(opened.chunks(onRead))
  let ended = false
  for (let each = await reader.frame(JSON_LIMIT); each; each = await reader.frame(JSON_LIMIT)) {
    if (each.kind !== JSON_FRAME || ended) throw new WorkFileError('damaged')
    const record = parsed(each.bytes)
    const bytes = announced(record)
    if (bytes) yield { record, blob: await bytesOf(reader, bytes) }
    else yield { record }
    ended = 'end' in record
  }
  if (!ended) throw new WorkFileError('damaged')
}

function parsed(bytes: Uint8Array): WorkRecord {
  try {
    return JSON.parse(decoder.decode(bytes)) as WorkRecord
  } catch {
    throw new WorkFileError('damaged')
  }
}

async function bytesOf(reader: Reader, { size, type }: { size: number; type: string }): Promise<Blob> {
  const parts: Blob[] = []
  let read = 0
  while (read < size) {
    const piece = await reader.frame(size - read)
    if (piece?.kind !== BYTES_FRAME || piece.bytes.length === 0) throw new WorkFileError('damaged')
    parts.push(new Blob([piece.bytes]))
    read += piece.bytes.length
  }
  return new Blob(parts, { type })
}

export function without<T extends object, K extends keyof T>(from: T, ...names: K[]): Omit<T, K> {
  const kept = Object.entries(from).filter(([name]) => !names.includes(name as K))
  return Object.fromEntries(kept) as Omit<T, K>
}
