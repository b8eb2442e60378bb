import { expect, test, type Page } from '@playwright/test'
import { demoPassword } from './support/server'
import { signIn } from './support/tablet'
import { answerYesNo, assignVisit } from './support/visit'

/** P19, P31: several people, one tablet. Each has their own work; nothing is deleted, and all of it is seen. */
async function enterPin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByTestId(`pin-${digit}`).click()
  await page.getByTestId('pin-done').click()
}

async function choosePin(page: Page, pin: string): Promise<void> {
  await page.getByTestId('pin-setup').waitFor()
  await enterPin(page, pin)
  await page.getByText('再输一次').waitFor()
  await enterPin(page, pin)
}

test('P19 two people change places by PIN without a network, and the unsent work of each stays and is seen', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const item = items[0]?.id ?? ''
  const context = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await signIn(page, base, 'inspector@demo')
  await page.goto(`${base}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${item}-YES`)).toBeVisible()
  let down = true
  await context.route('**/api/sync/v1/**', (route) => (down ? route.abort() : route.continue()))
  await answerYesNo(page, item, 'YES')

  // Anna makes room for the installer and chooses a PIN on the way.
  await page.goto(`${base}/field/me`)
  await page.getByTestId('switch-person-key').click()
  await choosePin(page, '2580')
  await expect(page).toHaveURL(/sign-in/)
  await expect(page.getByTestId('person-inspector@demo')).toContainText('1 项未上传')
  // Going back does not open her room: it asks for her.
  await page.goto(`${base}/field`)
  await expect(page).toHaveURL(/sign-in/)

  await page.getByTestId('other-account').click()
  await page.locator('input[name=username]').fill('installer@demo')
  await page.locator('input[name=password]').fill(demoPassword)
  await page.locator('button[type=submit]').click()
  await choosePin(page, '7412')
  // The address of the sign-in page names the field too; the PIN is kept when the room is there.
  await expect(page.getByTestId('status-line')).toBeVisible()
  await page.goto(`${base}/field/me`)
  await expect(page.getByText('本机上的其他人')).toBeVisible()
  await expect(page.getByText('1 项未上传')).toBeVisible()

  // Back to Anna, without the server: wrong tries are counted, the right PIN opens her work as it was.
  await context.route('**/api/auth/**', (route) => (down ? route.abort() : route.continue()))
  await page.getByTestId('switch-person-key').click()
  await page.getByTestId('person-inspector@demo').click()
  await enterPin(page, '1357')
  await expect(page.getByText('还可以试 4 次')).toBeVisible()
  await enterPin(page, '2580')
  await expect(page).toHaveURL(/\/field$/)
  await page.goto(`${base}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${item}-YES`)).toHaveAttribute('aria-pressed', 'true')
  expect(await answers()).toEqual({})
  down = false
  await page.goto(`${base}/field/sync`)
  await page.getByTestId('sync-now').click()
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [item]: 'YES' })
  await context.close()
})

test('P31 a session that ended is renewed in place with the queue kept, and signing out with work says so', async ({
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
  // Kept on the tablet first, sent two seconds later: nothing of it gets through any more.
  await answerYesNo(page, item, 'YES')
  let ended = true
  await context.route(/\/api\/(sync\/v1\/.*|auth\/refresh)$/, (route) =>
    ended
      ? route.fulfill({
          status: 401,
          contentType: 'application/problem+json',
          body: JSON.stringify({ status: 401, code: 'unauthenticated' }),
        })
      : route.continue(),
  )
  const again = page.getByRole('dialog')
  await expect(again).toContainText('重新登录', { timeout: 30_000 })
  await expect(page).toHaveURL(new RegExp(`/field/visits/${visit}$`))
  ended = false
  await again.locator('input[name=password]').fill(demoPassword)
  await again.locator('button[type=submit]').click()
  await expect(again).toHaveCount(0)
  await expect(page.getByTestId(`answer-${item}-YES`)).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [item]: 'YES' })

  await context.route('**/api/sync/v1/**', (route) => route.abort())
  await answerYesNo(page, item, 'NO')
  await page.goto(`${base}/field/me`)
  await expect(page.getByTestId('me-unsent')).toContainText('1 项未上传')
  await page.getByTestId('sign-out').click()
  await expect(page.getByRole('alert')).toContainText('仍保留在本机')
  await page.getByTestId('sign-out').click()
  await expect(page.getByTestId('person-inspector@demo')).toContainText('1 项未上传')
  await context.unroute('**/api/sync/v1/**')
  await page.getByTestId('person-inspector@demo').click()
  await page.getByTestId('switch-password').locator('input[name=password]').fill(demoPassword)
  await page.getByTestId('switch-password').locator('button[type=submit]').click()
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [item]: 'NO' })
  await context.close()
})
