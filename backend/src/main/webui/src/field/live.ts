import { liveQuery } from 'dexie'
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue'

/** The result of a query over the local database, again whenever what it read has changed in any tab. */
export function useLive<T>(query: () => Promise<T>): ShallowRef<T | undefined> {
  const result = shallowRef<T>()
  const subscription = liveQuery(query).subscribe({
    next: (value) => {
      result.value = value
    },
    error: (error: unknown) => {
      throw error
    },
  })
  onScopeDispose(() => subscription.unsubscribe())
  return result
}
