/**
 * Strokes on their way to the disk, one visit's. They outlive their page: what did not fit on the disk waits, is tried
 * again, and is taken up by the next page of the visit.
 */
import { ref } from 'vue'
import { reopenStores } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'
import { noteLocalChange } from '@/sync/runtime'
import type { VisitModel } from './model'

/** How often a write is tried again that did not fit on the disk. */
const FULL_MS = 3_000

export type Stroke = (model: VisitModel) => Promise<void>

export class Strokes {
  /** The last write did not reach the disk; what the person sees is what was kept. */
  readonly failed = ref(false)
  /** There is no room on the disk; what does not fit waits here and is tried again. */
  readonly full = ref(false)
  private readonly waiting = new Map<string, Stroke>()
  private draining = false
  private retry: ReturnType<typeof setTimeout> | undefined
  private model: VisitModel | undefined

  constructor(private readonly key: string) {}

  /** From now on strokes are written through this model, those that wait too. */
  open(model: VisitModel): void {
    this.model = model
    if (this.waiting.size > 0) void this.drain()
  }

  /** Nothing happens before the visit is open. */
  write(key: string, stroke: Stroke): void {
    if (!this.model) return
    this.waiting.set(key, stroke)
    kept.set(this.key, this)
    void this.drain()
  }

  /** Only the latest write of each key waits: strokes faster than the disk do not queue up. */
  private async drain(): Promise<void> {
    if (this.draining || !this.model) return
    clearTimeout(this.retry)
    this.draining = true
    const unfit = new Map<string, Stroke>()
    for (let next = this.waiting.entries().next(); !next.done; next = this.waiting.entries().next()) {
      const [key, stroke] = next.value
      this.waiting.delete(key)
      try {
        await stroke(this.model)
        this.failed.value = false
        unfit.delete(key)
      } catch (error) {
        // A photo that does not fit keeps no answer from being written.
        if (isQuotaError(error)) unfit.set(key, stroke)
        else {
          this.failed.value = true
          await this.model.refresh().catch(() => undefined)
        }
      }
    }
    this.draining = false
    this.full.value = unfit.size > 0
    for (const [key, stroke] of unfit) this.waiting.set(key, stroke)
    if (!this.full.value) kept.delete(this.key)
    else this.retry = setTimeout(() => void reopenStores().then(() => this.drain()), FULL_MS)
    noteLocalChange()
  }
}

/** Those on their way, by store and visit. */
const kept = new Map<string, Strokes>()

/** The visit's strokes, with what an earlier page left waiting. */
export function strokesOf(store: string, visit: string): Strokes {
  const key = `${store} ${visit}`
  return kept.get(key) ?? new Strokes(key)
}

/** Whether closing the app now loses a stroke. */
export function isStrokeWaiting(): boolean {
  return [...kept.values()].some((strokes) => strokes.full.value)
}

if (typeof window !== 'undefined')
  window.addEventListener('beforeunload', (event) => {
    if (isStrokeWaiting()) event.preventDefault()
  })
