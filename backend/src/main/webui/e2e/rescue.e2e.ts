import { expect, test, type Page } from '@playwright/test'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { demoPassword } from './support/server'
import { signIn, takePhoto } from './support/tablet'
import { answerYesNo, assignVisit, exportWork, watchPushes } from './support/visit'

/**
 * Something between a tablet and the server takes no pushes. The tablet hands what it has to the office as it is; when
 * the way is free again the same operations arrive as ever, once.
 */
interface Line {
  format?: string
  operation?: { id: string; content: { answers?: Record<string, { value: unknown }> } }
  file?: string
  base64?: string
  end?: boolean
}

test('a tablet whose pushes do not get through hands its work to the office, and nothing is lost or doubled', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, document, answers } = await assignVisit(base)
  const [one, two] = items
  const withPhoto = items.find((item) => item.evidence?.some(({ kind }) => kind === 'PHOTO')) ?? one
  if (!one || !two || !withPhoto) throw new Error('the checklist has no three items for this story')
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
  })
  const pushes = watchPushes(context)
  const page = await context.newPage()
  await context.route('**/api/sync/v1/push', (route) =>
    route.fulfill({ status: 413, contentType: 'text/html', body: '<h1>413 Request Entity Too Large</h1>' }),
  )
  await signIn(page, base, 'inspector@demo')
  await page.goto(`${base}/field/visits/${visit}`)
  await answerYesNo(page, one.id, 'YES')
  await answerYesNo(page, two.id, 'NO')
  await page.getByTestId(`answer-${withPhoto.id}-NO`).click()
  await takePhoto(page.getByTestId(`item-${withPhoto.id}`), withPhoto)
  const written = { [one.id]: 'YES', [two.id]: 'NO', [withPhoto.id]: 'NO' }

  await page.goto(`${base}/field/sync`)
  await expect(page.getByTestId(`pending-${visit}`)).toContainText('没有收下', { timeout: 30_000 })
  await page.getByTestId('hand-over-send').click()
  await expect(page.getByTestId('handed-over')).toContainText('已交给办公室')
  await expect(page.getByTestId(`pending-${visit}`)).toBeVisible()
  expect(await answers()).toEqual({})

  const handed = await download(await browser.newPage(), base)
  expect(handed.at(0)).toMatchObject({ format: 'plumbline-rescue' })
  expect(handed.at(-1)).toEqual({ end: true })
  const operations = handed.flatMap(({ operation }) => operation ?? [])
  const values = operations.flatMap(({ content }) => Object.entries(content.answers ?? {}))
  expect(Object.fromEntries(values.map(([item, { value }]) => [item, value]))).toEqual(written)
  const chunks = handed.filter(({ file }) => file !== undefined)
  const bytes = Buffer.concat(chunks.map(({ base64 = '' }) => Buffer.from(base64, 'base64')))
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(chunks[0]?.file)

  await context.unroute('**/api/sync/v1/push')
  const refused = pushes.length
  await page.reload()
  await expect.poll(answers, { timeout: 60_000 }).toEqual(written)
  await expect(page.getByTestId(`pending-${visit}`)).toHaveCount(0, { timeout: 30_000 })
  // What the office has in its hands and what it sees in the visit are the same operations.
  const ids = operations.map(({ id }) => id)
  const seen = await document()
  expect(Object.values(seen?.answers ?? {}).filter(({ op }) => !ids.includes(op))).toEqual([])
  expect(seen?.photos.map(({ sha256, op }) => [sha256, ids.includes(op)])).toEqual([[chunks[0]?.file, true]])
  const arrived = pushes.slice(refused).flatMap(({ push }) => push.operations.map(({ id }) => id))
  expect(arrived.sort()).toEqual([...ids].sort())
  await context.close()
})

/** As the office does: the newest of its list. */
async function download(office: Page, base: string): Promise<Line[]> {
  await signIn(office, base, 'officer@demo')
  await office.goto(`${base}/office/sync/rescues`)
  const downloading = office.waitForEvent('download')
  await office.locator('tbody tr').first().getByRole('button').click()
  const text = readFileSync(await (await downloading).path(), 'utf8')
  await office.close()
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line)
}

test('a person whose sign-in has ended sees what is not sent, takes it along, and goes on after signing in', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const item = items[0]?.id ?? ''
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await signIn(page, base, 'inspector@demo')
  await page.goto(`${base}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${item}-YES`)).toBeVisible()
  let ended = true
  page.on('request', (request) => {
    if (request.url().endsWith('/api/auth/sign-in')) ended = false
  })
  await context.route(/\/api\/(sync\/v1\/(session|push)|auth\/refresh)$/, (route) =>
    ended
      ? route.fulfill({
          status: 401,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 401, code: 'unauthenticated' }),
        })
      : route.continue(),
  )
  await answerYesNo(page, item, 'YES')
  await page.getByTestId('sign-in-later').click()
  await expect(page.getByTestId('sync-state')).toContainText('没有丢失')
  const file = readFileSync(await exportWork(page, 'taken along'))
  expect(file.subarray(0, 8).toString()).toBe('PLUMBWRK')

  await page.getByTestId('sign-in-again').click()
  await page.locator('input[name=password]').fill(demoPassword)
  await page.getByRole('dialog').locator('button[type=submit]').click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [item]: 'YES' })
  await context.close()
})
