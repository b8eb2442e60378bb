import { expect, test, type Browser, type Page } from '@playwright/test'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { signIn } from './support/tablet'

/** Pictures for the README and for looking at: `npm run screens` writes docs/screens. No part of the check. */
test.skip(!process.env['PLUMBLINE_SCREENS'], 'made on demand by npm run screens')

const folder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../../docs/screens')
const base = (): string => process.env['PLUMBLINE_URL'] ?? ''

async function room(browser: Browser, width: number, name: string): Promise<Page> {
  const height = { 390: 844, 820: 1180 }[width] ?? 900
  const page = await (await browser.newContext({ viewport: { width, height } })).newPage()
  await signIn(page, base(), name)
  return page
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: path.join(folder, `${name}-zh.jpg`), type: 'jpeg', quality: 72 })
}

for (const width of [390, 820, 1440]) {
  test(`field at ${width}`, async ({ browser }) => {
    const page = await room(browser, width, 'inspector@demo')
    await expect(page.locator('[data-testid^="assignment-"]').nth(2)).toBeVisible()
    await shoot(page, `field-today-${width}`)
    await page.locator('[data-testid^="assignment-"]').nth(1).click()
    await page.getByTestId('item-env-01').waitFor()
    await page.getByTestId('answer-env-01-YES').click()
    await page.context().setOffline(true)
    await page.getByTestId('answer-env-02-4').click()
    await expect(page.getByTestId('answer-env-02-4')).toHaveAttribute('aria-pressed', 'true')
    await page.waitForTimeout(600)
    await page.screenshot({
      path: path.join(folder, `field-fill-${width}-zh.jpg`),
      type: 'jpeg',
      quality: 72,
    })
  })

  test(`place at ${width}`, async ({ browser }) => {
    const page = await room(browser, width, 'manager@demo')
    await expect(page.locator('.figure .place strong').first()).toBeVisible()
    await page.waitForTimeout(600)
    await shoot(page, `place-${width}`)
  })
}

test('office', async ({ browser }) => {
  const page = await room(browser, 1440, 'officer@demo')
  for (const [name, where] of [
    ['today', '/office'],
    ['review', '/office/review'],
    ['rankings', '/office/rankings'],
    ['plan', '/office/plan'],
    ['sync', '/office/sync'],
  ] as const) {
    await page.goto(`${base()}${where}`)
    if (name === 'review') await page.locator('tr.pick').first().click()
    await shoot(page, `office-${name}-1440`)
  }
})
