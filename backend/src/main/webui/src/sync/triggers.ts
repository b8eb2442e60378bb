/** Everything that may mean "now": the network is back, the person is back, the browser says so. */
import { connectionOf } from './saver'

/** Also the worker's word for it. */
export const WAKE = 'wake'
const TAG = 'plumbline-wake'

export function listenForNow(wake: () => void, signal: AbortSignal): void {
  window.addEventListener('online', wake, { signal })
  // A page that comes back from the browser's memory did not start, and may not have been hidden.
  window.addEventListener('pageshow', (event) => event.persisted && wake(), { signal })
  document.addEventListener('visibilitychange', () => !document.hidden && wake(), { signal })
  connectionOf()?.addEventListener('change', wake, { signal })
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker.addEventListener(
    'message',
    (event: MessageEvent) => {
      if (event.data === WAKE) wake()
    },
    { signal },
  )
}

interface WithSync {
  sync?: { register: (tag: string) => Promise<void> }
}

/**
 * Has the browser say when there is a network again (Background Sync, where it exists). The worker wakes pages and
 * sends nothing itself.
 */
export async function askToBeWoken(): Promise<void> {
  try {
    if (!('serviceWorker' in navigator) || !navigator.serviceWorker.controller) return
    const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & WithSync
    await registration.sync?.register(TAG)
  } catch {
    // Forbidden, or in a private window: the other triggers remain.
  }
}
