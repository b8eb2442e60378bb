import { onScopeDispose, ref, shallowRef, watch, type Ref, type WatchSource } from 'vue'
import { useSession } from '@/session/store'

export interface Load<T> {
  data: Readonly<Ref<T | null>>
  error: Readonly<Ref<unknown>>
  /** True from 300 ms on: shorter waits show nothing, so that the page does not flicker. */
  slow: Readonly<Ref<boolean>>
  reload: () => Promise<void>
}

const PATIENCE_MS = 300

/**
 * Loads now, again when a source changes, and again after a sign-in in place. What was loaded stays until it is
 * replaced.
 */
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  sources: WatchSource[] = [],
  clear = false,
): Load<T> {
  const data = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)
  const slow = ref(false)
  const session = useSession()
  let controller: AbortController | null = null

  async function reload(): Promise<void> {
    controller?.abort()
    const mine = new AbortController()
    controller = mine
    if (clear) data.value = null
    const timer = setTimeout(() => (slow.value = true), PATIENCE_MS)
    try {
      const loaded = await load(mine.signal)
      if (controller !== mine) return
      data.value = loaded
      error.value = null
    } catch (caught) {
      if (controller === mine && !mine.signal.aborted) error.value = caught
    } finally {
      clearTimeout(timer)
      if (controller === mine) slow.value = false
    }
  }

  watch([() => session.generation, ...sources], () => void reload(), { immediate: true })
  onScopeDispose(() => controller?.abort())
  return { data, error, slow, reload }
}
