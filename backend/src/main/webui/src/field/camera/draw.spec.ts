import { beforeEach, expect, it, vi } from 'vitest'
import { createHash } from 'node:crypto'
import { LONG_SIDE, prepare, type Job, type Sheet } from './draw'

const closed = vi.fn()
/** How many bytes a sheet makes at which quality. */
let bytes = (quality: number): number => quality * 100
let made: { width: number; height: number }[] = []

function sheet(width: number, height: number): Sheet {
  made.push({ width, height })
  const context = {
    canvas: { width, height },
    fillRect: vi.fn(),
    drawImage: vi.fn(),
    getImageData: () => ({ data: new Uint8ClampedArray(width * height * 4) }),
  }
  const toJpeg = (quality: number): Promise<Blob> =>
    Promise.resolve(new Blob([new Uint8Array(Math.round(bytes(quality))).fill(7)]))
  return { context: context as never, toJpeg }
}

const frame = (width: number, height: number): ImageBitmap => ({ width, height, close: closed })
const job = (source: Job['source'], more: Partial<Job> = {}): Job => ({
  source,
  maxBytes: 1_000,
  judge: true,
  ...more,
})

beforeEach(() => {
  made = []
  bytes = (quality) => quality * 100
  closed.mockClear()
})

it('the long side becomes 2048 and the other goes with it', async () => {
  const { width, height } = await prepare(job(frame(3000, 4000)), sheet)
  expect([width, height]).toEqual([1536, LONG_SIDE])
})

it('a small picture is not made larger', async () => {
  const { width, height } = await prepare(job(frame(640, 480)), sheet)
  expect([width, height]).toEqual([640, 480])
})

it('the hash is of the bytes that are kept', async () => {
  const { blob, sha256 } = await prepare(job(frame(4000, 3000)), sheet)
  expect(sha256).toBe(
    createHash('sha256')
      .update(Buffer.from(await blob.arrayBuffer()))
      .digest('hex'),
  )
})

it('a file above what the server takes is packed closer', async () => {
  const { blob } = await prepare(job(frame(4000, 3000), { maxBytes: 70 }), sheet)
  expect(blob.size).toBe(60)
})

it('a file that is too large however closely packed is refused, and the frame is let go', async () => {
  bytes = () => 5_000
  await expect(prepare(job(frame(4000, 3000)), sheet)).rejects.toMatchObject({ fault: 'too-large' })
  expect(closed).toHaveBeenCalledTimes(1)
})

it('what is no picture is unreadable', async () => {
  vi.stubGlobal('createImageBitmap', () => Promise.reject(new DOMException('', 'InvalidStateError')))
  await expect(prepare(job(new Blob(['no picture'])), sheet)).rejects.toMatchObject({ fault: 'unreadable' })
  vi.unstubAllGlobals()
})

it('a picture that is not to be judged is not looked at', async () => {
  const all = await prepare(job(frame(4000, 3000)), sheet)
  const judged = made.length
  made = []
  const signature = await prepare(job(frame(4000, 3000), { judge: false }), sheet)
  expect([all.issue, judged, signature.issue, made.length]).toEqual(['dark', 3, null, 2])
})

it("a camera's frame is drawn at its size on the screen, and let go", async () => {
  const video = { displayWidth: 1920, displayHeight: 2560, close: closed }
  const { width, height } = await prepare(job(video as never), sheet)
  expect([width, height, closed.mock.calls.length]).toEqual([1536, 2048, 1])
})
