/**
 * Keeps the application itself at hand. It answers same-origin GETs of the build's own files and nothing else: it never
 * sees a request that changes something, never one to the API, and holds no data. The build puts the list of files
 * here.
 */
declare const __VERSION__: string
declare const __FILES__: readonly string[]

const PREFIX = 'plumbline-app-'
const CACHE = PREFIX + __VERSION__
const SHELL = '/index.html'
const FILES = __FILES__
const worker = globalThis as unknown as ServiceWorkerGlobalScope

// All or nothing: a version that did not come whole is thrown away, and the one before goes on working (P14).
worker.addEventListener('install', (event) => event.waitUntil(install()))

async function install(): Promise<void> {
  const requests = FILES.map((file) => new Request(file, { cache: 'reload' }))
  try {
    await (await caches.open(CACHE)).addAll(requests)
  } catch (error) {
    await caches.delete(CACHE)
    throw error
  }
}

worker.addEventListener('activate', (event) => event.waitUntil(activate()))

/** The version before stays: a page of it that is still open loads its other parts from there. */
async function activate(): Promise<void> {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE)
  let before: string | undefined
  for (const name of others) if ((await (await caches.open(name)).keys()).length > 0) before = name
  await Promise.all(others.filter((name) => name !== before).map((name) => caches.delete(name)))
  await worker.clients.claim()
}

// The browser found a network. Whoever has a page open is told; with none open nothing is done (P01).
worker.addEventListener('sync', (event) => (event as ExtendableEvent).waitUntil(wakePages()))

async function wakePages(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true })
  for (const page of pages) page.postMessage('wake')
}

// A new version waits until the person accepts it or the last page is closed.
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  if (url.origin !== worker.location.origin || /^\/(api|q)(\/|$)/.test(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/') || FILES.includes(url.pathname)) {
    event.respondWith(file(request))
  }
})

/** Every route is the one page; the network is asked only when this version's page is not here. */
async function page(request: Request): Promise<Response> {
  return (await (await caches.open(CACHE)).match(SHELL)) ?? fetch(request)
}

/** Names carry the hash of the content, so what is here is right; a room fetched later stays for the next time. */
async function file(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE)
  const kept =
    (await cache.match(request, { ignoreVary: true })) ?? (await caches.match(request, { ignoreVary: true }))
  if (kept) return kept
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone())
  return response
}
