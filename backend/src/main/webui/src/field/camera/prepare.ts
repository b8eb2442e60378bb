/**
 * Hands pictures to the worker, one after another: two pictures of twelve megapixels at once are more than a small
 * phone's memory. Where there is no worker, or it died over a picture, the page draws for itself: slower, never lost.
 */
import { PictureError, prepare, type Job, type Prepared, type Sheet } from './draw'
import type { Answered, Asked } from './worker'

/** A worker that says nothing for so long is given up. */
const PATIENCE_MS = 30_000

export interface PictureWorker {
  postMessage: (asked: Asked, transfer: Transferable[]) => void
  terminate: () => void
  onmessage: ((event: MessageEvent<Answered>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

export class Preparer {
  private worker: PictureWorker | null = null
  private last: Promise<unknown> = Promise.resolve()
  private number = 0

  constructor(
    private readonly start: () => PictureWorker | null,
    private readonly onPage: (job: Job) => Promise<Prepared>,
    private readonly patienceMs = PATIENCE_MS,
  ) {}

  run(job: Job): Promise<Prepared> {
    const next = this.last.then(() => this.one(job))
    this.last = next.catch(() => undefined)
    return next
  }

  private async one(job: Job): Promise<Prepared> {
    this.worker ??= this.started()
    if (!this.worker) return this.onPage(job)
    // A frame that is transferred is gone with the worker: a copy stays until the answer came.
    const copy = await copyOf(job.source)
    const answered = await this.asked(this.worker, job)
    try {
      if (answered && 'done' in answered) return answered.done
      if (answered && answered.fault !== 'crashed') throw new PictureError(answered.fault)
      return await this.onPage({ ...job, source: copy })
    } finally {
      if (!(copy instanceof Blob)) copy.close()
    }
  }

  private started(): PictureWorker | null {
    try {
      return this.start()
    } catch {
      return null
    }
  }

  /** Null when the worker died or said nothing. */
  private asked(worker: PictureWorker, job: Job): Promise<Answered | null> {
    this.number += 1
    const id = this.number
    return new Promise((resolve) => {
      const ended = (answer: Answered | null): void => {
        clearTimeout(timer)
        if (answer === null) this.dismiss(worker)
        resolve(answer)
      }
      const timer = setTimeout(() => ended(null), this.patienceMs)
      worker.onmessage = ({ data }) => {
        if (data.id === id) ended(data)
      }
      worker.onerror = () => ended(null)
      try {
        worker.postMessage({ id, job }, job.source instanceof Blob ? [] : [job.source])
      } catch {
        ended(null)
      }
    })
  }

  private dismiss(worker: PictureWorker): void {
    worker.terminate()
    if (this.worker === worker) this.worker = null
  }
}

/** Of a video's frame a copy is a second hold on the same memory. */
async function copyOf(source: Job['source']): Promise<Job['source']> {
  if (source instanceof Blob) return source
  return 'clone' in source ? source.clone() : createImageBitmap(source)
}

function start(): PictureWorker | null {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return null
  return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }) as unknown as PictureWorker
}

function pageSheet(width: number, height: number): Sheet {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (!context) throw new Error('no canvas')
  const toJpeg = (quality: number): Promise<Blob> =>
    new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', quality)
    })
  return { context, toJpeg }
}

const preparer = new Preparer(start, (job) => prepare(job, pageSheet))

/** Draws, judges and hashes a picture away from the page's thread. A frame that is given is used up. */
export const preparePicture = (job: Job): Promise<Prepared> => preparer.run(job)
