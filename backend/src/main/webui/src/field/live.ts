import Dexie, { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { reopenStores } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'

/** How soon a store is looked at again that the browser has closed. */
const CLOSED_MS = 3_000

/**
 * The result of a query over the local database, again whenever what it read has changed in any tab. It stays on the
 * screen while the store is closed: nothing to be seen would look like nothing to be sent.
 *
 * @param calm after something was written, the query waits this long, in milliseconds, and then until the browser has
 *   nothing else to do: for what looks at the whole store beside somebody who writes. 0: at once
 */
export function useLive<T>(query: () => Promise<T>, calm = 0): ShallowRef<T | undefined> {
  const result = shallowRef<T>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop = watch()

  function watch(): () => void {
    const next = (value: T): void => {
      result.value = value
    }
    const error = (problem: unknown): void => {
      timer = setTimeout(() => void again(), CLOSED_MS)
      if (!isQuotaError(problem)) throw problem
    }
    if (calm > 0) return watchCalmly(query, calm, next, error)
    const subscription = liveQuery(query).subscribe({ next, error })
    return () => subscription.unsubscribe()
  }

  async function again(): Promise<void> {
    await reopenStores()
    stop = watch()
  }

  onScopeDispose(() => {
    clearTimeout(timer)
    stop()
  })
  return result
}

/** Any write in any tab is a reason to look again, but never sooner than that after it. */
function watchCalmly<T>(
  query: () => Promise<T>,
  calm: number,
  next: (value: T) => void,
  error: (problem: unknown) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let running = false
  let dirty = false
  let stopped = false

  function look(): void {
    timer = undefined
    running = true
    dirty = false
    query().then(
      (value) => {
        running = false
        if (stopped) return
        next(value)
        if (dirty) changed()
      },
      (problem: unknown) => {
        stop()
        error(problem)
      },
    )
  }
  function changed(): void {
    dirty = true
    if (running || timer !== undefined) return
    timer = setTimeout(() => whenIdle(() => !stopped && look()), calm)
  }
  function stop(): void {
    stopped = true
    clearTimeout(timer)
    Dexie.on.storagemutated.unsubscribe(changed)
  }
  Dexie.on('storagemutated', changed)
  look()
  return stop
}

function whenIdle(work: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(work, { timeout: 1_000 })
  else work()
}
