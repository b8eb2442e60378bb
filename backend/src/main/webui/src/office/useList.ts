import { computed, ref, shallowRef, type WatchSource } from 'vue'
import { useLoad } from '@/shared/useLoad'
import type { Page } from './api'

/** A list read page by page: the first with the sources, the following ones when asked for. */
export function useList<T>(
  load: (cursor: string | null, signal?: AbortSignal) => Promise<Page<T>>,
  sources: WatchSource[] = [],
) {
  const later = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loadingMore = ref(false)
  const moreError = shallowRef<unknown>(null)
  const first = useLoad(async (signal) => {
    const page = await load(null, signal)
    later.value = []
    next.value = page.next
    return page.items
  }, sources)

  async function more(): Promise<void> {
    if (next.value === null || loadingMore.value) return
    loadingMore.value = true
    const asked = next.value
    try {
      const page = await load(asked)
      if (next.value === asked) {
        later.value = [...later.value, ...page.items]
        next.value = page.next
      }
      moreError.value = null
    } catch (caught) {
      moreError.value = caught
    } finally {
      loadingMore.value = false
    }
  }

  const items = computed(() => (first.data.value === null ? null : [...first.data.value, ...later.value]))
  const error = computed(() => first.error.value ?? moreError.value)
  return { items, error, slow: first.slow, next, loadingMore, more, reload: first.reload }
}
