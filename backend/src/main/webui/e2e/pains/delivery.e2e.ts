import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import { Link } from '../support/link'
import { installed, signIn } from '../support/tablet'
import { answerYesNo, assignVisit, isPush, watchPushes, type Assigned, type Pushed } from '../support/visit'

/**
 * What users of other systems suffered from on the way to the server. One tablet lives through all of it; the numbers
 * are of the list of pains in docs/testing.md.
 */
test.describe.configure({ mode: 'serial' })

const base = (): string => process.env['PLUMBLINE_URL'] ?? ''
let link: Link
let context: BrowserContext
let page: Page

test.beforeAll(async ({ browser }) => {
  link = new Link(new URL(base()))
  await link.restore()
  context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  page = await context.newPage()
  await signIn(page, link.url, 'inspector@demo')
  await installed(page)
})

test.afterAll(async () => {
  await context.close()
  await link.cut()
})

async function open({ visit, items }: Assigned): Promise<string[]> {
  await page.goto(`${link.url}/field/visits/${visit}`)
  const [one = '', two = ''] = items.map((item) => item.id)
  await expect(page.getByTestId(`answer-${one}-YES`)).toBeVisible({ timeout: 30_000 })
  return [one, two]
}

const photoItem = (assigned: Assigned): string => {
  const item = assigned.items.find((each) => each.evidence?.some(({ kind }) => kind === 'PHOTO'))
  if (!item) throw new Error('the checklist asks for no photo')
  return item.id
}

/** Noise: a picture that the server cannot have yet, and that cannot be packed. */
async function picture(edge: number): Promise<Buffer> {
  const base64 = await page.evaluate((long) => {
    const canvas = document.createElement('canvas')
    canvas.width = long
    canvas.height = (long * 3) / 4
    const context = canvas.getContext('2d')
    const image = context?.createImageData(canvas.width, canvas.height)
    if (!context || !image) throw new Error('no canvas')
    for (let at = 0; at < image.data.length; at += 1)
      image.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
    context.putImageData(image, 0, 0)
    return canvas.toDataURL('image/jpeg', 0.9).slice('data:image/jpeg;base64,'.length)
  }, edge)
  return Buffer.from(base64, 'base64')
}

async function photograph(assigned: Assigned, edge = 800): Promise<void> {
  const id = photoItem(assigned)
  await page.getByTestId(`answer-${id}-NO`).click()
  const buffer = await picture(edge)
  await page.getByTestId(`camera-${id}`).setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer })
  await expect(page.getByTestId(`item-${id}`).locator('figure')).toHaveCount(1)
}

const verified = async ({ document }: Assigned): Promise<boolean[]> =>
  ((await document())?.photos ?? []).map((photo) => (photo as unknown as { verified: boolean }).verified)

test('P01 a body goes past the service worker, whole and with its digest', async () => {
  const assigned = await assignVisit(base())
  const [one = ''] = await open(assigned)
  expect(await page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  const pushed = page.waitForRequest(isPush)
  await answerYesNo(page, one, 'YES')
  const request = await pushed
  const body = request.postDataBuffer() ?? Buffer.alloc(0)
  expect(body.length).toBeGreaterThan(100)
  const digest = createHash('sha256').update(body).digest('base64')
  expect(await request.headerValue('content-digest')).toBe(`sha-256=:${digest}:`)
  expect((await request.response())?.fromServiceWorker()).toBe(false)
  await expect.poll(assigned.answers, { timeout: 30_000 }).toEqual({ [one]: 'YES' })
})

test('P02 a visit is not complete while a photo of it is missing, and both sides see that', async () => {
  const assigned = await assignVisit(base())
  await open(assigned)
  await context.route('**/api/media', (route) => route.abort())
  await photograph(assigned)
  await expect.poll(() => verified(assigned), { timeout: 30_000 }).toEqual([false])
  await page.goto(`${link.url}/field`)
  await expect(page.getByTestId('status-line')).toContainText('1 项未上传')
  await context.unroute('**/api/media')
  await page.reload()
  await expect.poll(() => verified(assigned), { timeout: 60_000 }).toEqual([true])
  await expect(page.getByTestId('status-line')).toContainText('已送达', { timeout: 30_000 })
})

test('P03 what was stored although its answer was lost is stored once', async () => {
  const assigned = await assignVisit(base())
  await open(assigned)
  const pushes = watchPushes(context)
  const photos = (): string[] =>
    pushes
      .flatMap(({ push }) => push.operations)
      .filter((operation) => operation.kind === 'photo.add')
      .map(({ id }) => id)
  let lost = 0
  await context.route('**/api/sync/v1/push', async (route) => {
    const { operations } = route.request().postDataJSON() as Pushed
    if (lost === 2 || !operations.some(({ kind }) => kind === 'photo.add')) return route.continue()
    lost += 1
    await route.fetch()
    await route.abort()
  })
  await photograph(assigned)
  await expect.poll(() => verified(assigned), { timeout: 60_000 }).toEqual([true])
  expect(lost).toBe(2)
  await context.unroute('**/api/sync/v1/push')
  expect(photos().length).toBeGreaterThan(1)
  expect(new Set(photos()).size).toBe(1)
  expect((await assigned.document())?.photos).toHaveLength(1)
})

test('P04 an upload that was cut goes on where it was', async () => {
  const assigned = await assignVisit(base())
  await open(assigned)
  const offsets: number[] = []
  context.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']))
  })
  link.limit(600_000)
  // Some chunks long.
  await photograph(assigned, 1_920)
  await expect.poll(() => Math.max(0, ...offsets), { timeout: 60_000 }).toBeGreaterThan(0)
  const confirmed = Math.max(...offsets)
  const before = offsets.length
  link.interrupt()
  await expect.poll(() => verified(assigned), { timeout: 60_000 }).toEqual([true])
  link.limit(Number.POSITIVE_INFINITY)
  expect(offsets.length).toBeGreaterThan(before)
  expect(Math.min(...offsets.slice(before)), 'nothing confirmed is sent again').toBeGreaterThanOrEqual(
    confirmed,
  )
})

test('P15 what was written without a network is sent by the next start, on whatever page', async () => {
  const assigned = await assignVisit(base())
  const [one = ''] = await open(assigned)
  await link.cut()
  await answerYesNo(page, one, 'NO')
  await page.close()
  await link.restore()
  page = await context.newPage()
  await page.goto(`${link.url}/field/me`)
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [one]: 'NO' })
})

test('P21 what comes down leaves alone what is not sent yet', async ({ browser }) => {
  const assigned = await assignVisit(base())
  const [one = '', two = ''] = await open(assigned)
  const phone = await (await browser.newContext()).newPage()
  await signIn(phone, base(), 'inspector@demo')
  await phone.goto(`${base()}/field/visits/${assigned.visit}`)
  await answerYesNo(phone, two, 'NO')
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [two]: 'NO' })
  // Rows come, nothing goes.
  await context.route('**/api/sync/v1/push', (route) =>
    route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>413 Request Entity Too Large</h1>' }),
  )
  await answerYesNo(page, one, 'YES')
  await page.reload()
  await expect(page.getByTestId(`answer-${two}-NO`)).toHaveAttribute('aria-pressed', 'true', {
    timeout: 60_000,
  })
  await expect(page.getByTestId(`answer-${one}-YES`)).toHaveAttribute('aria-pressed', 'true')
  await context.unroute('**/api/sync/v1/push')
  await page.reload()
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [one]: 'YES', [two]: 'NO' })
  await phone.context().close()
})

test('P26 a server that is too busy, gone or wrong is told in words, and the work stays', async () => {
  const assigned = await assignVisit(base())
  const [one = ''] = await open(assigned)
  await context.route('**/api/sync/v1/push', (route) =>
    route.fulfill({ status: 500, contentType: 'text/html', body: '<h1>Internal Server Error</h1>' }),
  )
  await answerYesNo(page, one, 'YES')
  await page.goto(`${link.url}/field/sync`)
  await expect(page.getByTestId('sync-headline')).toContainText('1')
  await expect(page.getByTestId('sync-state')).not.toContainText('Internal Server Error')
  await expect(page.getByTestId(`pending-${assigned.visit}`)).toBeVisible()
  await context.unroute('**/api/sync/v1/push')
  await page.getByTestId('sync-now').click()
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [one]: 'YES' })
})
