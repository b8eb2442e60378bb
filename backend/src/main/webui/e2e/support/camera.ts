import type { BrowserContext, Locator, Page } from '@playwright/test'
import config from '../../playwright.config'
import { installed, signIn } from './tablet'

const launch = config.use?.launchOptions ?? {}

/** Chromium's own camera, a green field with a clock, and a person who allows it or does not. */
export const withCamera = (answer: '' | '=deny'): typeof launch => ({
  ...launch,
  args: [
    ...(launch.args ?? []),
    '--use-fake-device-for-media-stream',
    `--use-fake-ui-for-media-stream${answer}`,
  ],
})

/** A photo is required here, and pictures taken earlier are not allowed. */
export const ITEM = 'env-01'

interface Seen {
  tracks: MediaStreamTrack[]
  longest: number
}
declare global {
  interface Window {
    seen: Seen
  }
}

/** Notes every track that was given, and the longest task of the page's own thread. */
function watchPage(): void {
  const seen: Seen = { tracks: [], longest: 0 }
  window.seen = seen
  const given = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await given(wanted)
    seen.tracks.push(...stream.getTracks())
    return stream
  }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration)
  }).observe({ type: 'longtask' })
}

export async function open(context: BrowserContext, url: string, visit: string): Promise<Page> {
  const page = await context.newPage()
  await page.addInitScript(watchPage)
  await signIn(page, url, 'inspector@demo')
  await installed(page)
  await page.goto(`${url}/field/visits/${visit}`)
  await page.getByTestId(`item-${ITEM}`).waitFor()
  return page
}

export const figures = (page: Page): Locator => page.getByTestId(`item-${ITEM}`).locator('figure')
export const live = (page: Page): Promise<number> =>
  page.evaluate(() => window.seen.tracks.filter(({ readyState }) => readyState === 'live').length)

/** What is on the disk of this item's photos, in the order they were taken. */
export function stored(
  page: Page,
): Promise<{ id: string; capturedAt: string; sha256: string; width: number }[]> {
  return page.evaluate(async (item) => {
    const { name } =
      (await indexedDB.databases()).find((each) => /^plumbline-[0-9a-f]{8}-/.test(each.name ?? '')) ?? {}
    const db = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name ?? '')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const all = await new Promise<
      { item: string; id: string; capturedAt: string; sha256: string; width: number }[]
    >((resolve) => {
      const request = db.transaction('media').objectStore('media').getAll()
      request.onsuccess = () => resolve(request.result)
    })
    db.close()
    return all
      .filter((each) => each.item === item)
      .sort((a, b) => a.capturedAt.localeCompare(b.capturedAt))
      .map(({ id, capturedAt, sha256, width }) => ({ id, capturedAt, sha256, width }))
  }, ITEM)
}

export type Upload = { name: string; mimeType: string; buffer: Buffer }

export async function upload(base64: string): Promise<Upload> {
  return { name: 'picture.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }
}
