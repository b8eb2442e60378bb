// @vitest-environment node
import { createCipheriv, createDecipheriv, createHash, hkdfSync, pbkdf2Sync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openWorkFile, Sealer, WorkFileError, type WorkFileFault } from './format'

const PASSPHRASE = '石岐 营业厅 37'
const CHUNK = 1024
const text = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 251)

/** 0, 1, 2 … for whoever asks for random bytes: only for files that must come out the same. */
function counting() {
  let next = 0
  return (bytes: Uint8Array<ArrayBuffer>) => {
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = next++ & 0xff
    return bytes
  }
}

async function seal(content: Uint8Array, options = {}): Promise<Uint8Array<ArrayBuffer>> {
  const sealer = await Sealer.create(PASSPHRASE, { chunkBytes: CHUNK, ...options })
  await sealer.write(content)
  return new Uint8Array(await (await sealer.finish()).arrayBuffer())
}

async function open(bytes: Uint8Array<ArrayBuffer>, passphrase = PASSPHRASE): Promise<number[]> {
  const opened = await openWorkFile(new Blob([bytes]), passphrase)
  const read: number[] = []
  for await (const chunk of opened.chunks()) read.push(...chunk)
  return read
}

const faultOf = (work: Promise<unknown>): Promise<WorkFileFault | null> =>
  work.then(
    () => null,
    (error: unknown) => (error as WorkFileError).fault,
  )

/** Reads the layout as `docs/work-file.md` has it, with another implementation of the ciphers. */
function layout(bytes: Uint8Array<ArrayBuffer>) {
  const file = Buffer.from(bytes)
  const length = file.readUInt32BE(9)
  const header = JSON.parse(file.subarray(21, 21 + length).toString()) as {
    kdf: { iterations: number; salt: string }
    cipher: { chunkBytes: number; nonce: string }
    verifier: string
  }
  const salt = Buffer.from(header.kdf.salt, 'base64')
  const root = pbkdf2Sync(PASSPHRASE.normalize('NFKC'), salt, header.kdf.iterations, 32, 'sha256')
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sha256', root, '', `plumbline work file 1 ${purpose}`, bytes))
  const prefix = Buffer.concat([file.subarray(0, 13), file.subarray(21, 21 + length)])
  return {
    file,
    header,
    prefix,
    start: 21 + length,
    key: derive('content', 32),
    check: derive('passphrase', 16),
  }
}

const placeOf = (counter: number, last: boolean) => {
  const place = Buffer.alloc(5)
  place.writeUInt32BE(counter)
  place[4] = last ? 1 : 0
  return place
}

describe('a work file', () => {
  it.each([0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 5 * CHUNK + 17])(
    'comes back as it was, of %i bytes',
    async (length) => {
      const content = text(length)
      expect(await open(await seal(content))).toEqual([...content])
    },
  )

  it('is read by another implementation from its description alone', async () => {
    const content = text(2 * CHUNK + 100)
    const { file, header, prefix, start, key, check } = layout(await seal(content))
    expect(file.subarray(0, 9).toString('latin1')).toBe('PLUMBWRK\u0001')
    expect(Number(file.readBigUInt64BE(13))).toBe(file.length)
    expect(header.kdf).toMatchObject({ name: 'PBKDF2', hash: 'SHA-256', iterations: 600_000 })
    expect(check.toString('base64')).toBe(header.verifier)
    const plain: Buffer[] = []
    for (let at = start, counter = 0; at < file.length; counter += 1) {
      const sealed = file.subarray(at, at + CHUNK + 16)
      at += sealed.length
      const place = placeOf(counter, at === file.length)
      const decipher = createDecipheriv(
        'aes-256-gcm',
        key,
        Buffer.concat([Buffer.from(header.cipher.nonce, 'base64'), place]),
      )
      decipher.setAAD(Buffer.concat([prefix, place])).setAuthTag(sealed.subarray(-16))
      plain.push(Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]))
    }
    expect(Buffer.concat(plain).equals(Buffer.from(content))).toBe(true)
  })

  it('of the same bytes, passphrase, salt and nonce is the same file for ever', async () => {
    const bytes = await seal(text(1500), { random: counting() })
    expect(bytes.length).toBe(1767)
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      'd619383884f20c54cfb3c667e994f0af843666e9ccff2dcca2bfdb9af9a7db7b',
    )
  })

  it('has another salt and another key every time', async () => {
    const [one, two] = [layout(await seal(text(10))), layout(await seal(text(10)))]
    expect(one.header.kdf.salt).not.toBe(two.header.kdf.salt)
    expect(one.key.equals(two.key)).toBe(false)
  })

  it('opens by the same words typed in another form', async () => {
    const sealer = await Sealer.create('Ａbc 12３４５６７８')
    await sealer.write(text(3))
    const file = await sealer.finish()
    await expect(openWorkFile(file, 'Abc 12345678')).resolves.toBeDefined()
  })
})

describe('a work file is refused', () => {
  it('with the wrong passphrase, as such', async () => {
    expect(await faultOf(open(await seal(text(10)), 'something else'))).toBe('passphrase')
  })

  it('when it is none', async () => {
    expect(await faultOf(open(text(5000)))).toBe('not-plumbline')
    expect(await faultOf(open(new Uint8Array()))).toBe('not-plumbline')
  })

  it('when a newer app wrote it, and says so', async () => {
    const bytes = await seal(text(10))
    bytes[8] = 2
    expect(await faultOf(open(bytes))).toBe('newer')
  })

  it('when its end is missing, wherever it was cut', async () => {
    const bytes = await seal(text(3 * CHUNK))
    for (const length of [15, 60, bytes.length - 1, bytes.length - CHUNK - 16]) {
      expect([length, await faultOf(open(bytes.slice(0, length)))]).toEqual([length, 'truncated'])
    }
  })

  it('when whole chunks are missing at its end and the length was set to fit', async () => {
    const cut = (await seal(text(3 * CHUNK))).slice(0, -(CHUNK + 16))
    new DataView(cut.buffer).setBigUint64(13, BigInt(cut.length))
    expect(await faultOf(open(cut))).toBe('truncated')
  })

  it('when a single bit of it was changed, anywhere', async () => {
    const bytes = await seal(text(2 * CHUNK + 5))
    const { start } = layout(bytes)
    for (const at of [start, start + 700, start + CHUNK + 16, bytes.length - 1]) {
      const changed = bytes.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect([at, await faultOf(open(changed))]).toEqual([at, 'damaged'])
    }
  })

  it('when chunks change places, come twice or are left out', async () => {
    const bytes = await seal(text(4 * CHUNK))
    const { start } = layout(bytes)
    const sealed = CHUNK + 16
    const chunk = (number: number) => bytes.slice(start + number * sealed, start + (number + 1) * sealed)
    const made = (...numbers: number[]) => {
      const file = new Uint8Array([...bytes.slice(0, start), ...numbers.flatMap((each) => [...chunk(each)])])
      new DataView(file.buffer).setBigUint64(13, BigInt(file.length))
      return file
    }
    expect(await faultOf(open(made(0, 1, 2, 3)))).toBeNull()
    expect(await faultOf(open(made(0, 2, 1, 3)))).toBe('damaged')
    expect(await faultOf(open(made(0, 1, 1, 2, 3)))).toBe('damaged')
    expect(await faultOf(open(made(0, 1, 3)))).toBe('damaged')
    expect(await faultOf(open(made(1, 2, 3)))).toBe('damaged')
  })

  it('when chunks are of another file with the same passphrase', async () => {
    const [one, two] = [await seal(text(2 * CHUNK)), await seal(text(2 * CHUNK))]
    const { start } = layout(one)
    one.set(two.slice(start, start + CHUNK + 16), start)
    expect(await faultOf(open(one))).toBe('damaged')
  })

  it('when its header asks for fewer rounds, or for an hour of them', async () => {
    for (const iterations of [1000, 900_000_000]) {
      const bytes = Buffer.from(await seal(text(10)))
      const at = bytes.indexOf('"iterations":600000')
      // The header keeps its length: what is shorter is filled with spaces.
      const length = bytes.readUInt32BE(9)
      const header = bytes
        .subarray(21, 21 + length)
        .toString()
        .replace('"iterations":600000', `"iterations":${iterations}`)
      const changed = Buffer.concat([bytes.subarray(0, 21), Buffer.from(header), bytes.subarray(21 + length)])
      changed.writeUInt32BE(header.length, 9)
      changed.writeBigUInt64BE(BigInt(changed.length), 13)
      expect(at).toBeGreaterThan(0)
      expect(await faultOf(open(new Uint8Array(changed)))).toBe('damaged')
    }
  })

  it('when another key sealed a chunk with the header of this one', async () => {
    const bytes = await seal(text(10))
    const { header, prefix, start } = layout(bytes)
    const place = placeOf(0, true)
    const iv = Buffer.concat([Buffer.from(header.cipher.nonce, 'base64'), place])
    const cipher = createCipheriv('aes-256-gcm', Buffer.alloc(32), iv)
    cipher.setAAD(Buffer.concat([prefix, place]))
    const forged = Buffer.concat([cipher.update(text(10)), cipher.final(), cipher.getAuthTag()])
    bytes.set(forged, start)
    expect(await faultOf(open(bytes))).toBe('damaged')
  })
})
