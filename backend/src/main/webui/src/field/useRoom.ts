import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { useDatabase } from './context'
import { storageState, type StorageState } from './device'
import { useLive } from './live'
import { averagePhoto, roomFor, type Room } from './storage'

const EVERY_MS = 60_000

/** The store of this tablet and the room in it, asked for again with every photo and every minute. */
export function useRoom(): {
  storage: Ref<StorageState | null>
  room: Ref<Room | null>
  look: () => Promise<void>
} {
  const db = useDatabase()
  const storage = ref<StorageState | null>(null)
  const room = ref<Room | null>(null)
  const files = useLive(() => db.media.count())

  async function look(): Promise<void> {
    const now = await storageState().catch(() => null)
    storage.value = now
    // A browser that does not tell its quota says nothing about room.
    room.value = now && now.quota > 0 ? roomFor(now, await averagePhoto(db).catch(() => 1)) : null
  }

  watch(files, () => void look(), { immediate: true })
  const timer = setInterval(() => void look(), EVERY_MS)
  onScopeDispose(() => clearInterval(timer))
  return { storage, room, look }
}
