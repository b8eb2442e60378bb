import { expect, test, type BrowserContext, type Page } from '@playwright/test'
import { Link } from '../support/link'
import { installed, signIn, takePhoto } from '../support/tablet'
import { answerYesNo, assignVisit, type Assigned } from '../support/visit'

/** What users of other systems lost on the device itself. Numbers as in docs/testing.md. */
test.describe.configure({ mode: 'serial' })

const base = (): string => process.env['PLUMBLINE_URL'] ?? ''
const IN_THE_STORE = { latitude: 22.517, longitude: 113.392, accuracy: 12 }
const AT_HOME = { latitude: 22.6, longitude: 113.2, accuracy: 12 }
let link: Link
let context: BrowserContext
let page: Page

test.beforeAll(async ({ browser }) => {
  link = new Link(new URL(base()))
  await link.restore()
  context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    geolocation: IN_THE_STORE,
    permissions: ['geolocation'],
  })
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

/** As a system that needs the memory does: no event, no time. */
async function kill(): Promise<void> {
  const session = await context.newCDPSession(page)
  const crashed = page.waitForEvent('crash')
  void session.send('Page.crash').catch(() => undefined)
  await crashed
  await page.close()
  page = await context.newPage()
}

test('P10 a killed app loses no answer that was shown', async () => {
  const assigned = await assignVisit(base())
  const [one = '', two = ''] = await open(assigned)
  await link.cut()
  await answerYesNo(page, one, 'NO')
  await answerYesNo(page, two, 'YES')
  await kill()
  await page.goto(`${link.url}/field/visits/${assigned.visit}`)
  await expect(page.getByTestId(`answer-${one}-NO`)).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByTestId(`answer-${two}-YES`)).toHaveAttribute('aria-pressed', 'true')
  await link.restore()
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [one]: 'NO', [two]: 'YES' })
})

test('P17 nobody is asked about what was saved', async () => {
  const assigned = await assignVisit(base())
  const [one = ''] = await open(assigned)
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.message())
    void dialog.accept()
  })
  await answerYesNo(page, one, 'YES')
  await expect.poll(assigned.answers, { timeout: 60_000 }).toEqual({ [one]: 'YES' })
  await page.reload()
  await expect(page.getByTestId(`answer-${one}-YES`)).toHaveAttribute('aria-pressed', 'true')
  await page.goto(`${link.url}/field`)
  await expect(page.getByTestId('status-line')).toContainText('已送达', { timeout: 30_000 })
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(asked).toEqual([])
})

test('P29 place and time are those of the store, however late and wherever the visit is sent', async () => {
  const assigned = await assignVisit(base())
  await open(assigned)
  const item = assigned.items.find((each) => each.evidence?.some(({ kind }) => kind === 'PHOTO'))?.id ?? ''
  await link.cut()
  const before = new Date().toISOString()
  await page.getByTestId(`answer-${item}-NO`).click()
  await takePhoto(page.getByTestId(`item-${item}`), { id: item })
  const after = new Date().toISOString()
  await context.setGeolocation(AT_HOME)
  await page.goto(`${link.url}/field`)
  await link.restore()
  await expect.poll(async () => (await assigned.document())?.photos.length, { timeout: 60_000 }).toBe(1)
  const [photo] = ((await assigned.document())?.photos ?? []) as unknown as {
    capturedAt: string
    location?: { lat: string; lon: string }
  }[]
  expect(photo?.capturedAt.localeCompare(before)).toBeGreaterThanOrEqual(0)
  expect(photo?.capturedAt.localeCompare(after)).toBeLessThanOrEqual(0)
  expect(Number(photo?.location?.lat)).toBeCloseTo(IN_THE_STORE.latitude, 4)
  expect(Number(photo?.location?.lon)).toBeCloseTo(IN_THE_STORE.longitude, 4)
})
