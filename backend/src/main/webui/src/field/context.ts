import { inject, onScopeDispose, provide, ref, type InjectionKey, type Ref } from 'vue'
import type { AccountDb } from '@/db/accountDb'

const DATABASE: InjectionKey<AccountDb> = Symbol('database')

export const provideDatabase = (db: AccountDb): void => provide(DATABASE, db)

export function useDatabase(): AccountDb {
  const db = inject(DATABASE)
  if (!db) throw new Error('no database outside the field room')
  return db
}

function useMedia(query: string): Ref<boolean> {
  const media = window.matchMedia(query)
  const matches = ref(media.matches)
  const update = (): void => {
    matches.value = media.matches
  }
  media.addEventListener('change', update)
  onScopeDispose(() => media.removeEventListener('change', update))
  return matches
}

/** List left and work right, as on a tablet. */
export const useWide = (): Ref<boolean> => useMedia('(min-width: 768px)')

export function useOnline(): Ref<boolean> {
  const online = ref(navigator.onLine)
  const update = (): void => {
    online.value = navigator.onLine
  }
  window.addEventListener('online', update)
  window.addEventListener('offline', update)
  onScopeDispose(() => {
    window.removeEventListener('online', update)
    window.removeEventListener('offline', update)
  })
  return online
}
