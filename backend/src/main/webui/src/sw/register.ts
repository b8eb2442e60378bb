import { ref } from 'vue'

/** A complete new version waits; it takes over when the person says so. */
export const updateReady = ref(false)

/** A tablet may lie open for a whole shift. */
const LOOK_MS = 3_600_000

let waiting: ServiceWorker | null = null

function offer(worker: ServiceWorker | null): void {
  // Without a controller this is the first version, which simply starts.
  if (!worker || !navigator.serviceWorker.controller) return
  waiting = worker
  updateReady.value = true
}

export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  try {
    const registration = await navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' })
    offer(registration.waiting)
    registration.addEventListener('updatefound', () => {
      const worker = registration.installing
      worker?.addEventListener('statechange', () => {
        if (worker.state === 'installed') offer(worker)
      })
    })
    // A version that was cut on its way is fetched again; until it is whole, this one goes on (P14).
    const look = (): void => void registration.update().catch(() => undefined)
    document.addEventListener('visibilitychange', () => !document.hidden && look())
    window.addEventListener('online', look)
    setInterval(look, LOOK_MS)
  } catch {
    // An insecure origin or a browser that forbids it: the application works, but only with a network.
  }
}

export function takeUpdate(): void {
  if (!waiting) return
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting.postMessage('take-over')
}
