import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { installed, signIn } from './support/tablet'
import { Versions } from './support/versions'
import { answerYesNo, assignVisit, isPush } from './support/visit'

/** P14: a new version is complete before the old one goes, is offered and never forced, and takes no work with it. */
const runs = (page: Page): Promise<'a' | 'b'> =>
  page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue('--app-version').trim() === 'b' ? 'b' : 'a',
  )

const lookForUpdate = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    const found = new Promise<string>((resolve) => {
      registration.addEventListener('updatefound', () => {
        const worker = registration.installing
        worker?.addEventListener('statechange', () => {
          if (worker.state === 'installed' || worker.state === 'redundant') resolve(worker.state)
        })
      })
    })
    await registration.update()
    return found
  })

/** Pages that were left and came again: a reload nobody asked for would show. */
function countLoads(context: BrowserContext): () => number {
  let loads = 0
  context.on('request', (request) => {
    if (request.isNavigationRequest()) loads += 1
  })
  return () => loads
}

test('P14 a new version waits while a visit is open, may be cut on its way, and takes over when it is taken', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const [one = '', two = ''] = items.map(({ id }) => id)
  const versions = new Versions(new URL(base))
  const url = await versions.start()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  await signIn(page, url, 'inspector@demo')
  await installed(page)
  await page.goto(`${url}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${one}-YES`)).toBeVisible()
  const loads = countLoads(context)
  let taken = false
  await context.route('**/api/sync/v1/push', (route) => (taken ? route.continue() : route.abort()))

  // Half of it comes, then the link breaks: this version goes on, also with no network at all.
  versions.version = 'b'
  versions.cut = true
  expect(await lookForUpdate(page)).toBe('redundant')
  await answerYesNo(page, one, 'YES')
  versions.down = true
  await page.goto(`${url}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${one}-YES`)).toHaveAttribute('aria-pressed', 'true')
  expect(await runs(page)).toBe('a')

  // All of it comes while the visit is open: nothing reloads, nobody is asked.
  versions.down = versions.cut = false
  const before = loads()
  expect(await lookForUpdate(page)).toBe('installed')
  await answerYesNo(page, two, 'NO')
  await expect(page.getByTestId('update-offer')).toHaveCount(0)
  expect(loads()).toBe(before)
  expect(await runs(page)).toBe('a')

  // Out of the visit it is offered, and a reload alone does not take it.
  await page.getByRole('link', { name: '返回' }).click()
  await expect(page.getByTestId('update-offer')).toBeVisible()
  await page.reload()
  await expect(page.getByTestId('update-offer')).toBeVisible()
  expect(await runs(page)).toBe('a')
  const reloaded = page.waitForEvent('load')
  await page.getByTestId('update-offer').getByRole('button').first().click()
  await reloaded
  await expect.poll(() => runs(page)).toBe('b')
  await page.goto(`${url}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${one}-YES`)).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByTestId(`answer-${two}-NO`)).toHaveAttribute('aria-pressed', 'true')
  expect(await answers()).toEqual({})
  versions.down = true
  await page.reload()
  await expect(page.getByTestId(`answer-${one}-YES`)).toHaveAttribute('aria-pressed', 'true')
  expect(await runs(page)).toBe('b')
  versions.down = false
  taken = true
  await page.goto(`${url}/field/sync`)
  await page.getByTestId('sync-now').click()
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES', [two]: 'NO' })
  await context.close()
  await versions.stop()
})

test('P15 the worker wakes an open page when the browser finds a network, and sends nothing itself', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const item = items[0]?.id ?? ''
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await context.newPage()
  const senders: boolean[] = []
  context.on('request', (request) => {
    if (isPush(request)) senders.push(request.serviceWorker() !== null)
  })
  await signIn(page, base, 'inspector@demo')
  await installed(page)
  await page.goto(`${base}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${item}-YES`)).toBeVisible()
  await context.setOffline(true)
  await answerYesNo(page, item, 'YES')
  await expect
    .poll(() =>
      page.evaluate(async () => {
        const registration = (await navigator.serviceWorker.ready) as ServiceWorkerRegistration & {
          sync?: { getTags: () => Promise<string[]> }
        }
        return registration.sync?.getTags()
      }),
    )
    .toEqual(['plumbline-wake'])
  const woken = page.evaluate(
    () =>
      new Promise((resolve) =>
        navigator.serviceWorker.addEventListener('message', (event) => resolve(event.data), { once: true }),
      ),
  )
  await context.setOffline(false)
  expect(await woken).toBe('wake')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [item]: 'YES' })
  expect(senders.length).toBeGreaterThan(0)
  expect(senders).not.toContain(true)
  await context.close()
})
