/**
 * A picture from the camera to what is stored and sent: at most 2048 px, JPEG, drawn anew, so that nothing the camera
 * wrote into the file travels with it. The hash is taken here, of exactly the bytes that are kept. Runs in a worker, or
 * on the page where a browser has none to offer.
 */
import { sha256Hex } from '@/sync/digest'
import { drawMarks, type Mark, type MarkInk } from './marks'
import { greyOf, issueOf, JUDGED_SIDE, measure, type QualityIssue } from './quality'

export const LONG_SIDE = 2048
export const THUMBNAIL_SIDE = 320
/** The first that makes a file the server takes; 2048 px never needed the second so far. */
const QUALITIES = [0.85, 0.6, 0.4]

/** What the camera shows at one moment; used up when it is drawn. */
export type CameraFrame = ImageBitmap | VideoFrame

export interface Job {
  source: Blob | CameraFrame
  /** Bytes of a file the server takes. */
  maxBytes: number
  /** Whether the pixels are judged; a signature and a marked picture are not. */
  judge: boolean
  marks?: { marks: readonly Mark[]; ink: MarkInk }
}

export interface Prepared {
  blob: Blob
  thumbnail: Blob
  sha256: string
  width: number
  height: number
  issue: QualityIssue | null
}

export type PictureFault = 'unreadable' | 'too-large'

/** The picture itself is at fault: another try with the same one ends the same. */
export class PictureError extends Error {
  override readonly name = 'PictureError'
  constructor(readonly fault: PictureFault) {
    super(fault)
  }
}

/** The parts of a canvas that are the same on a page and in a worker. */
export interface Sheet {
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D
  toJpeg: (quality: number) => Promise<Blob>
}
export type MakeSheet = (width: number, height: number) => Sheet

export function offscreenSheet(width: number, height: number): Sheet {
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  return { context, toJpeg: (quality) => canvas.convertToBlob({ type: 'image/jpeg', quality }) }
}

export async function prepare(job: Job, sheetOf: MakeSheet = offscreenSheet): Promise<Prepared> {
  const source = await readable(job.source)
  const { width, height } = 'displayWidth' in source ? sizeOf(source) : source
  try {
    const picture = drawn(source, { width, height }, LONG_SIDE, sheetOf)
    if (job.marks) {
      const { marks, ink } = job.marks
      drawMarks(picture.sheet.context, marks, picture.width, picture.height, ink)
    }
    const blob = await fitting(picture.sheet, job.maxBytes)
    const small = drawn(picture.sheet.context.canvas, picture, THUMBNAIL_SIDE, sheetOf)
    const judged = job.judge ? drawn(picture.sheet.context.canvas, picture, JUDGED_SIDE, sheetOf) : null
    return {
      blob,
      thumbnail: await small.sheet.toJpeg(QUALITIES[0] as number),
      sha256: await sha256Hex(await blob.arrayBuffer()),
      width: picture.width,
      height: picture.height,
      issue: judged && judge(judged, Math.max(width, height)),
    }
  } finally {
    source.close()
  }
}

const sizeOf = ({ displayWidth, displayHeight }: VideoFrame): Size => ({
  width: displayWidth,
  height: displayHeight,
})

async function readable(source: Blob | CameraFrame): Promise<CameraFrame> {
  if (!(source instanceof Blob)) return source
  try {
    return await createImageBitmap(source, { imageOrientation: 'from-image' })
  } catch {
    throw new PictureError('unreadable')
  }
}

interface Size {
  width: number
  height: number
}

interface Drawn extends Size {
  sheet: Sheet
}

function drawn(source: CanvasImageSource, size: Size, side: number, of: MakeSheet): Drawn {
  const ratio = Math.min(1, side / Math.max(size.width, size.height))
  const width = Math.max(1, Math.round(size.width * ratio))
  const height = Math.max(1, Math.round(size.height * ratio))
  const sheet = of(width, height)
  const { context } = sheet
  context.fillStyle = 'white'
  context.fillRect(0, 0, width, height)
  context.imageSmoothingQuality = 'high'
  context.drawImage(source, 0, 0, width, height)
  return { sheet, width, height }
}

async function fitting(sheet: Sheet, maxBytes: number): Promise<Blob> {
  for (const quality of QUALITIES) {
    const blob = await sheet.toJpeg(quality)
    if (blob.size <= maxBytes) return blob
  }
  throw new PictureError('too-large')
}

function judge({ sheet, width, height }: Drawn, side: number): QualityIssue | null {
  const { data } = sheet.context.getImageData(0, 0, width, height)
  return issueOf(measure(greyOf(data, width, height)), side)
}
