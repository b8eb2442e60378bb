import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { reopenStores, type AccountDb } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'
import { noteLocalChange, onRowsChanged } from '@/sync/runtime'
import { VisitModel } from './model'

/** How often a write is tried again that did not fit on the disk. */
const FULL_MS = 3_000

export interface OpenVisit {
  model: ShallowRef<VisitModel | null>
  /** Looked for and not found on this device. */
  absent: Ref<boolean>
  /** The last write did not reach the disk; what the person sees is what was kept. */
  failed: Ref<boolean>
  /** There is no room on the disk; what does not fit waits here and is tried again. */
  full: Ref<boolean>
  /** Runs one write after another, so that the last stroke wins. */
  write: (key: string, work: (model: VisitModel) => Promise<void>) => void
}

export function useVisit(db: AccountDb, visit: string, onOpen?: (model: VisitModel) => void): OpenVisit {
  const model = shallowRef<VisitModel | null>(null)
  const absent = ref(false)
  const failed = ref(false)
  const full = ref(false)
  const waiting = new Map<string, (model: VisitModel) => Promise<void>>()
  let draining = false
  let retry: ReturnType<typeof setTimeout> | undefined
  let disposed = false

  async function look(): Promise<void> {
    if (model.value) return model.value.refresh()
    const found = await VisitModel.open(db, visit)
    if (disposed || model.value) return
    absent.value = found === null
    if (!found) return
    model.value = found
    onOpen?.(found)
  }

  /** Only the latest write of each key waits: strokes faster than the disk do not queue up. */
  async function drain(open: VisitModel): Promise<void> {
    if (draining) return
    clearTimeout(retry)
    draining = true
    const unfit = new Map<string, (model: VisitModel) => Promise<void>>()
    for (let next = waiting.entries().next(); !next.done; next = waiting.entries().next()) {
      const [key, work] = next.value
      waiting.delete(key)
      try {
        await work(open)
        failed.value = false
        unfit.delete(key)
      } catch (error) {
        // A photo that does not fit keeps no answer from being written.
        if (isQuotaError(error)) unfit.set(key, work)
        else {
          failed.value = true
          await open.refresh().catch(() => undefined)
        }
      }
    }
    draining = false
    full.value = unfit.size > 0
    for (const [key, work] of unfit) waiting.set(key, work)
    if (full.value) retry = setTimeout(() => void reopenStores().then(() => drain(open)), FULL_MS)
    noteLocalChange()
  }

  function write(key: string, work: (model: VisitModel) => Promise<void>): void {
    if (!model.value) return
    waiting.set(key, work)
    void drain(model.value)
  }

  void look()
  const stop = onRowsChanged(() => void look())
  onScopeDispose(() => {
    disposed = true
    clearTimeout(retry)
    stop()
  })
  return { model, absent, failed, full, write }
}
