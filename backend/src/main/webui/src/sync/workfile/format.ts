/**
 * A work file: what one person has not been able to send, sealed with a passphrase, to be carried to another device.
 * The layout is in `docs/work-file.md`. Pieces are sealed one by one, so that hundreds of photos never lie in memory at
 * once, and each is bound to its place and to being the last or not, so that none can be left out, moved or replaced.
 */
export const MAGIC = 'PLUMBWRK'
export const VERSION = 1
/** Magic, version, length of the header, length of the file. */
const FIXED_BYTES = 8 + 1 + 4 + 8
const LENGTH_AT = 13
const TAG_BYTES = 16
export const ITERATIONS = 600_000
/** More than this would keep a tablet busy for a minute; nobody writes such a file. */
const MOST_ITERATIONS = 10_000_000
export const CHUNK_BYTES = 256 * 1024
const CHUNK_LIMITS = [1024, 4 * 1024 * 1024] as const
const HEADER_LIMIT = 4096
const CHUNK_COUNT_LIMIT = 2 ** 32

export type WorkFileFault =
  | 'not-plumbline'
  | 'newer'
  | 'passphrase'
  | 'truncated'
  | 'damaged'
  /** Whole and readable, and somebody else's. */
  | 'other-person'
  /** This device has not spoken to the server yet: it has no number to give its operations. */
  | 'not-ready'

export class WorkFileError extends Error {
  override readonly name = 'WorkFileError'

  constructor(readonly fault: WorkFileFault) {
    super(`work file: ${fault}`)
  }
}

type Bytes = Uint8Array<ArrayBuffer>

interface Header {
  kdf: { name: 'PBKDF2'; hash: 'SHA-256'; iterations: number; salt: string }
  cipher: { name: 'AES-GCM'; bits: 256; chunkBytes: number; nonce: string }
  /** Tells a wrong passphrase from a file that was changed. */
  verifier: string
}

interface Keys {
  content: CryptoKey
  verifier: Bytes
}

export interface SealOptions {
  iterations?: number
  chunkBytes?: number
  random?: (bytes: Bytes) => Bytes
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true })

const toBase64 = (bytes: Bytes): string => btoa(String.fromCharCode(...bytes))
const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (each) => each.charCodeAt(0))

/** The same words typed on another keyboard are the same passphrase. */
const passphraseBytes = (passphrase: string): Bytes => encoder.encode(passphrase.normalize('NFKC'))

async function deriveKeys(passphrase: string, salt: Bytes, iterations: number): Promise<Keys> {
  const { subtle } = crypto
  const typed = await subtle.importKey('raw', passphraseBytes(passphrase), 'PBKDF2', false, ['deriveBits'])
  const stretched = await subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, typed, 256)
  const root = await subtle.importKey('raw', stretched, 'HKDF', false, ['deriveBits', 'deriveKey'])
  const of = (purpose: string): HkdfParams => ({
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(`plumbline work file ${VERSION} ${purpose}`),
  })
  const aes = { name: 'AES-GCM', length: 256 }
  const content = await subtle.deriveKey(of('content'), root, aes, false, ['encrypt', 'decrypt'])
  const verifier = new Uint8Array(await subtle.deriveBits(of('passphrase'), root, 128))
  return { content, verifier }
}

/** What stands before the chunks, without the file's length: every chunk is bound to it. */
function prefixOf(header: Bytes): Bytes {
  const prefix = new Uint8Array(13 + header.length)
  prefix.set(encoder.encode(MAGIC))
  prefix[8] = VERSION
  new DataView(prefix.buffer).setUint32(9, header.length)
  prefix.set(header, 13)
  return prefix
}

/** Number of the chunk and whether it is the last: in the nonce, and in what is authenticated. */
function place(counter: number, last: boolean): Bytes {
  const bytes = new Uint8Array(5)
  new DataView(bytes.buffer).setUint32(0, counter)
  bytes[4] = last ? 1 : 0
  return bytes
}

function joined(...parts: Bytes[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

const gcm = (nonce: Bytes, prefix: Bytes, counter: number, last: boolean): AesGcmParams => ({
  name: 'AES-GCM',
  iv: joined(nonce, place(counter, last)),
  additionalData: joined(prefix, place(counter, last)),
  tagLength: TAG_BYTES * 8,
})

/** Takes bytes, gives a file. What is sealed lies in blobs, which the browser puts on the disk. */
export class Sealer {
  private readonly parts: Blob[] = []
  private readonly buffer: Bytes
  private filled = 0
  private counter = 0
  private length = 0

  private constructor(
    private readonly key: CryptoKey,
    private readonly nonce: Bytes,
    private readonly prefix: Bytes,
    chunkBytes: number,
  ) {
    this.buffer = new Uint8Array(chunkBytes)
  }

  static async create(passphrase: string, options: SealOptions = {}): Promise<Sealer> {
    const { iterations = ITERATIONS, chunkBytes = CHUNK_BYTES } = options
    const random = options.random ?? ((bytes: Bytes) => crypto.getRandomValues(bytes))
    const salt = random(new Uint8Array(16))
    const nonce = random(new Uint8Array(7))
    const { content, verifier } = await deriveKeys(passphrase, salt, iterations)
    const header: Header = {
      kdf: { name: 'PBKDF2', hash: 'SHA-256', iterations, salt: toBase64(salt) },
      cipher: { name: 'AES-GCM', bits: 256, chunkBytes, nonce: toBase64(nonce) },
      verifier: toBase64(verifier),
    }
    return new Sealer(content, nonce, prefixOf(encoder.encode(JSON.stringify(header))), chunkBytes)
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let from = 0; from < bytes.length;) {
      // A full chunk goes when something follows it: only then is it known not to be the last.
      if (this.filled === this.buffer.length) await this.seal(false)
      const piece = bytes.subarray(from, from + this.buffer.length - this.filled)
      this.buffer.set(piece, this.filled)
      this.filled += piece.length
      from += piece.length
    }
  }

  async finish(): Promise<Blob> {
    await this.seal(true)
    const length = new Uint8Array(8)
    new DataView(length.buffer).setBigUint64(0, BigInt(this.prefix.length + length.length + this.length))
    const fixed = [this.prefix.subarray(0, LENGTH_AT), length, this.prefix.subarray(LENGTH_AT)]
    return new Blob([...fixed, ...this.parts], { type: 'application/octet-stream' })
  }

  private async seal(last: boolean): Promise<void> {
    if (this.counter >= CHUNK_COUNT_LIMIT) throw new Error('a work file has at most 2³² chunks')
    const plain = this.buffer.subarray(0, this.filled)
    const sealed = await crypto.subtle.encrypt(
      gcm(this.nonce, this.prefix, this.counter, last),
      this.key,
      plain,
    )
    this.parts.push(new Blob([sealed]))
    this.length += sealed.byteLength
    this.counter += 1
    this.filled = 0
  }
}

/** A file whose passphrase is right; whether it is whole is known when it was read to its end. */
export interface OpenedFile {
  bytes: number
  /** The contents, chunk by chunk; throws where a chunk is not what was written there. */
  chunks: (onRead?: (bytes: number) => void) => AsyncGenerator<Bytes>
}

const read = async (file: Blob, from: number, to: number): Promise<Bytes> =>
  new Uint8Array(await file.slice(from, to).arrayBuffer())

export async function openWorkFile(file: Blob, passphrase: string): Promise<OpenedFile> {
  const fixed = await read(file, 0, FIXED_BYTES)
  const magic = encoder.encode(MAGIC)
  if (!magic.every((byte, index) => fixed[index] === byte)) throw new WorkFileError('not-plumbline')
  if ((fixed[8] ?? 0) > VERSION) throw new WorkFileError('newer')
  if (fixed[8] !== VERSION) throw new WorkFileError('not-plumbline')
  if (fixed.length < FIXED_BYTES) throw new WorkFileError('truncated')
  const view = new DataView(fixed.buffer)
  const headerLength = view.getUint32(9)
  const length = view.getBigUint64(LENGTH_AT)
  if (headerLength > HEADER_LIMIT) throw new WorkFileError('damaged')
  if (BigInt(file.size) < length) throw new WorkFileError('truncated')
  if (BigInt(file.size) > length) throw new WorkFileError('damaged')
  const start = FIXED_BYTES + headerLength
  const bytes = await read(file, FIXED_BYTES, start)
  const header = headerOf(bytes)
  const { kdf, cipher } = header
  const keys = await deriveKeys(passphrase, fromBase64(kdf.salt), kdf.iterations)
  if (toBase64(keys.verifier) !== header.verifier) throw new WorkFileError('passphrase')
  const nonce = fromBase64(cipher.nonce)
  const prefix = prefixOf(bytes)
  const sealedBytes = cipher.chunkBytes + TAG_BYTES
  const count = Math.ceil((file.size - start) / sealedBytes)
  if (count === 0) throw new WorkFileError('truncated')
  return {
    bytes: file.size,
    async *chunks(onRead) {
      for (let counter = 0; counter < count; counter += 1) {
        const from = start + counter * sealedBytes
        const sealed = await read(file, from, Math.min(from + sealedBytes, file.size))
        const last = counter === count - 1
        yield await unseal(keys.content, nonce, prefix, counter, last, sealed)
        onRead?.(Math.min(from + sealedBytes, file.size))
      }
    },
  }
}

async function unseal(
  key: CryptoKey,
  nonce: Bytes,
  prefix: Bytes,
  counter: number,
  last: boolean,
  sealed: Bytes,
): Promise<Bytes> {
  const attempt = async (asLast: boolean): Promise<Bytes | null> =>
    crypto.subtle.decrypt(gcm(nonce, prefix, counter, asLast), key, sealed).then(
      (plain) => new Uint8Array(plain),
      () => null,
    )
  const plain = await attempt(last)
  if (plain) return plain
  // A chunk that is right but should not be the last: what followed it was cut off.
  throw new WorkFileError(last && (await attempt(false)) ? 'truncated' : 'damaged')
}

function headerOf(bytes: Bytes): Header {
  let header: Header
  try {
    header = JSON.parse(decoder.decode(bytes)) as Header
    const { kdf, cipher } = header
    const sound =
      kdf.name === 'PBKDF2' &&
      kdf.hash === 'SHA-256' &&
      within(kdf.iterations, ITERATIONS, MOST_ITERATIONS) &&
      fromBase64(kdf.salt).length >= 16 &&
      cipher.name === 'AES-GCM' &&
      cipher.bits === 256 &&
      within(cipher.chunkBytes, ...CHUNK_LIMITS) &&
      fromBase64(cipher.nonce).length === 7 &&
      typeof header.verifier === 'string'
    if (sound) return header
  } catch {
    // Told below.
  }
  throw new WorkFileError('damaged')
}

const within = (value: unknown, least: number, most: number): boolean =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= most
