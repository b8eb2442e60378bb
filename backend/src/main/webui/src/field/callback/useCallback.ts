import { computed, ref, type ComputedRef, type Ref } from 'vue'
import type { AccountDb } from '@/db/accountDb'
import { useSession } from '@/session/store'
import { standingOf, type CallbackStanding } from '@/sync/callback'
import { noteLocalChange } from '@/sync/runtime'
import type { Attempt } from '@/sync/wire'
import { addAttempt, loadView } from '@/sync/work'
import { useLive } from '../live'

export interface CallbackAttempts {
  attempts: ComputedRef<Attempt[]>
  standing: ComputedRef<CallbackStanding | null>
  timeZone: ComputedRef<string>
  /** The last attempt did not reach the disk. */
  failed: Ref<boolean>
  /** True when it is on the disk. */
  note: (attempt: Omit<Attempt, 'id' | 'at'>) => Promise<boolean>
}

/** The attempts of a visit, as far as this device knows of them, and where they leave the callback. */
export function useCallback(db: AccountDb, visit: string): CallbackAttempts {
  const session = useSession()
  const view = useLive(() => loadView(db, visit))
  const failed = ref(false)
  const timeZone = computed(() => session.me?.organisation.timeZone ?? 'Asia/Shanghai')
  const attempts = computed(() => view.value?.attempts ?? [])
  const standing = computed(() => (view.value ? standingOf(view.value.attempts, timeZone.value) : null))

  async function note(attempt: Omit<Attempt, 'id' | 'at'>): Promise<boolean> {
    try {
      await addAttempt(db, visit, attempt)
      failed.value = false
      noteLocalChange()
      return true
    } catch {
      failed.value = true
      return false
    }
  }

  return { attempts, standing, timeZone, failed, note }
}
