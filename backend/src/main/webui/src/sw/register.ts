import { ref } from 'vue'

/** A complete new version waits; it takes over when the person says so. */
export const updateReady = ref(false)

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
    document.addEventListener('visibilitychange', () => {
      if (!document.hidden) void registration.update().catch(() => undefined)
    })
  } catch {
    // An insecure origin or a browser that forbids it: the application works, but only with a network.
  }
}

export function takeUpdate(): void {
  if (!waiting) return
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  waiting.postMessage('take-over')
}
