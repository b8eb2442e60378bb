import { expect, test, type Browser, type Page } from '@playwright/test'
import { look } from './support/barriers'
import { signIn } from './support/tablet'

/**
 * Every page, in light and in dark: nothing that axe calls serious or critical. Pages are looked at in the width they
 * are mostly used in, each person signing in once.
 */
const base = (): string => process.env['PLUMBLINE_URL'] ?? ''

async function room(browser: Browser, name: string, width: number): Promise<Page> {
  const page = await (await browser.newContext({ viewport: { width, height: 1000 } })).newPage()
  await signIn(page, base(), name)
  return page
}

/** Looking takes seconds a page on a busy machine. */
test.setTimeout(300_000)

test('the sign-in page and the field app have no serious barrier', async ({ browser }) => {
  const start = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await start.goto(`${base()}/sign-in`)
  await start.locator('button[type=submit]').click()
  const found = await look(start, 'sign-in')
  await start.goto(`${base()}/enrol`)
  await start.locator('button[type=submit]').click()
  found.push(...(await look(start, 'enrol')))
  await start.context().close()

  const page = await room(browser, 'inspector@demo', 390)
  const card = page.locator('[data-testid^="assignment-"]').filter({ hasText: '待开始' }).first()
  await expect(card).toBeVisible()
  found.push(...(await look(page, 'today')))
  await card.click()
  await page.getByTestId('fill-submit').waitFor()
  found.push(...(await look(page, 'fill')))
  await page.getByTestId('fill-missing').click()
  found.push(...(await look(page, 'missing')))
  const visit = new URL(page.url()).pathname
  // A page of the field app listens for hints and is never idle; what comes last on it says that it is there.
  for (const [path, ready] of [
    [`${visit}/submit`, '.field-body > *'],
    ['/field/sync', '[data-testid=sync-state]'],
    ['/field/me', '[data-testid=change-password]'],
  ] as const) {
    await page.goto(`${base()}${path}`)
    await page.locator(ready).first().waitFor()
    found.push(...(await look(page, path.split('/').at(-1) ?? '')))
  }
  await page.getByTestId('change-password').click()
  found.push(...(await look(page, 'password')))
  await page.goto(`${base()}${visit}`)
  const yes = page.locator('[data-testid^="answer-"][data-testid$="-YES"]').first()
  await page.context().route('**/api/sync/v1/push', (route) => route.abort())
  await yes.click()
  // Pressed in is kept; before that a page that goes takes the stroke along.
  await expect(yes).toHaveAttribute('aria-pressed', 'true')
  await page.goto(`${base()}/field/sync`)
  await page.getByTestId('sync-export').click()
  await page.getByTestId('export-write').click()
  found.push(...(await look(page, 'export')))
  await page.goto(`${base()}/field/me`)
  await page.getByTestId('set-pin').click()
  found.push(...(await look(page, 'choose a PIN')))
  await page.goto(`${base()}/field/me`)
  await page.getByTestId('sign-out').click()
  await page.getByTestId('sign-out').click()
  await page.getByTestId('person-inspector@demo').waitFor()
  found.push(...(await look(page, 'people')))
  await page.context().close()
  expect(found).toEqual([])
})

test("the manager's pages have no serious barrier", async ({ browser }) => {
  const page = await room(browser, 'manager@demo', 820)
  await page.locator('.figure .place strong').first().waitFor()
  const found = await look(page, 'my place')
  await page.locator('a[href*="/place/visits/"]').first().click()
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
  found.push(...(await look(page, 'visit')))
  await page.goto(`${base()}/place/boards`)
  await page.locator('table').first().waitFor()
  found.push(...(await look(page, 'boards')))
  await page.context().close()
  expect(found).toEqual([])
})

test('the office has no serious barrier', async ({ browser }) => {
  const page = await room(browser, 'officer@demo', 1440)
  const found: string[] = []
  const visit = async (path: string, ready: string): Promise<void> => {
    await page.goto(`${base()}/office${path}`)
    await page.locator(ready).first().waitFor()
    await page.waitForLoadState('networkidle')
    found.push(...(await look(page, `office${path}`)))
  }
  await visit('', 'h1')
  await visit('/review', 'tr.pick')
  await page.locator('tr.pick').first().click()
  await page.locator('aside h2').first().waitFor()
  found.push(...(await look(page, 'review desk')))
  await visit('/checklists', 'tbody a')
  await page.locator('tbody a').first().click()
  await page.locator('.section').first().waitFor()
  found.push(...(await look(page, 'checklist')))
  await visit('/rankings', 'table')
  for (const kind of ['held', 'parked', 'flagged', 'conflicts', 'rescues']) await visit(`/sync/${kind}`, 'h1')
  await visit('/sync/parked', 'tr.pick')
  await page.locator('tr.pick').first().click()
  await page.getByTestId('issue').waitFor()
  found.push(...(await look(page, 'parked operation')))
  await visit('/devices', 'tr.pick')
  await page.locator('tr.pick').first().click()
  await page.locator('aside .facts').waitFor()
  found.push(...(await look(page, 'device')))
  await page.getByTestId('enrol').click()
  await page.getByRole('dialog').waitFor()
  found.push(...(await look(page, 'enrol a device')))
  await page.keyboard.press('Escape')
  await visit('/imports', 'h1')
  await visit('/plan', 'tbody tr')
  await page.getByRole('button', { name: '下达任务' }).click()
  await page.getByRole('dialog').waitFor()
  found.push(...(await look(page, 'assign')))
  await page.context().close()
  expect(found).toEqual([])
})
