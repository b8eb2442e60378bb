import { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { reopenStores } from '@/db/accountDb'
import { isQuotaError } from '@/db/room'

/** How soon a store is looked at again that the browser has closed. */
const CLOSED_MS = 3_000

/**
 * The result of a query over the local database, again whenever what it read has changed in any tab. It stays on the
 * screen while the store is closed: nothing to be seen would look like nothing to be sent.
 */
export function useLive<T>(query: () => Promise<T>): ShallowRef<T | undefined> {
  const result = shallowRef<T>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let stop = watch()

  function watch(): () => void {
    const subscription = liveQuery(query).subscribe({
      next: (value) => {
        result.value = value
      },
      error: (error: unknown) => {
        timer = setTimeout(() => void again(), CLOSED_MS)
        if (!isQuotaError(error)) throw error
      },
    })
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
