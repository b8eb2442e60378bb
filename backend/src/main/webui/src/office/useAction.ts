import { ref, shallowRef } from 'vue'

/** One thing a person does: runs once at a time and keeps why it failed, beside what they had entered. */
export function useAction() {
  const busy = ref(false)
  const error = shallowRef<unknown>(null)

  async function run(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    error.value = null
    try {
      await work()
      return true
    } catch (caught) {
      error.value = caught
      return false
    } finally {
      busy.value = false
    }
  }

  function clear(): void {
    error.value = null
  }

  return { busy, error, run, clear }
}
