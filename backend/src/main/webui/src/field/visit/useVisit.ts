import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { AccountDb } from '@/db/accountDb'
import { onRowsChanged } from '@/sync/runtime'
import { VisitModel } from './model'
import { strokesOf, type Stroke } from './strokes'

export interface OpenVisit {
  model: ShallowRef<VisitModel | null>
  /** Looked for and not found on this device. */
  absent: Ref<boolean>
  /** The last write did not reach the disk; what the person sees is what was kept. */
  failed: Ref<boolean>
  /** There is no room on the disk; what does not fit waits and is tried again, here and after the page was left. */
  full: Ref<boolean>
  /** Runs one write after another, so that the last stroke wins. */
  write: (key: string, stroke: Stroke) => void
}

export function useVisit(db: AccountDb, visit: string, onOpen?: (model: VisitModel) => void): OpenVisit {
  const model = shallowRef<VisitModel | null>(null)
  const absent = ref(false)
  const strokes = strokesOf(db.name, visit)
  let disposed = false

  async function look(): Promise<void> {
    if (model.value) return model.value.refresh()
    const found = await VisitModel.open(db, visit)
    if (disposed || model.value) return
    absent.value = found === null
    if (!found) return
    model.value = found
    strokes.open(found)
    onOpen?.(found)
  }

  void look()
  const stop = onRowsChanged(() => void look())
  onScopeDispose(() => {
    disposed = true
    stop()
  })
  return {
    model,
    absent,
    failed: strokes.failed,
    full: strokes.full,
    write: (key, stroke) => strokes.write(key, stroke),
  }
}
