import { expect, test } from '@playwright/test'
import { Person } from './support/api'
import { signIn } from './support/tablet'

/** The office shows a code, a tablet that was never here uses it, and the office takes the tablet out of service. */
const base = (): string => process.env['PLUMBLINE_URL'] ?? ''

test('a tablet is enrolled by a QR code and its device is revoked', async ({ browser }) => {
  const { me } = await Person.signIn(base(), 'inspector@demo')
  const office = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await signIn(office, base(), 'officer@demo')
  await office.goto(`${base()}/office/devices`)
  await office.getByTestId('enrol').click()
  const dialog = office.getByRole('dialog')
  await dialog.locator('input').fill(me.displayName)
  await office.getByRole('option', { name: me.displayName, exact: true }).click()
  await dialog.getByRole('button', { name: '生成二维码' }).click()
  await expect(dialog.getByRole('img', { name: '登记用的二维码' })).toBeVisible()
  const code = (await dialog.getByTestId('enrolment-code').innerText()).trim()
  expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/)

  // Another one each time, whatever server the story is told to.
  const name = `前台平板 ${code.slice(0, 4)}`
  const tablet = await (await browser.newContext({ viewport: { width: 820, height: 1180 } })).newPage()
  const addresses: string[] = []
  tablet.on('request', (request) => addresses.push(request.url().split('#')[0] ?? ''))
  await tablet.goto(`${base()}/enrol#${code}`)
  await expect(tablet.locator('input[name=code]')).toHaveValue(code)
  await expect(tablet).not.toHaveURL(/#/)
  await tablet.locator('input[name=device]').fill(name)
  await tablet.locator('button[type=submit]').click()
  await expect(tablet.getByRole('heading', { name: me.displayName })).toBeVisible()
  await tablet.getByTestId('begin').click()
  await expect(tablet.locator('[data-testid^="assignment-"]').first()).toBeVisible()
  expect(addresses.filter((address) => address.includes(code))).toEqual([])

  await expect(dialog.getByText(name)).toBeVisible()
  await dialog.getByRole('button', { name: '关闭' }).last().click()
  const row = office.locator('tr', { hasText: name })
  await row.click()
  await office.getByTestId('revoke').click()
  await office.getByTestId('revoke-reason').fill('遗失')
  await office.getByTestId('retire-do').click()
  await expect(row.getByText('已停用')).toBeVisible()
  await expect(office.getByText('原因：遗失')).toBeVisible()

  // A second tablet that photographed the code gets nothing.
  const other = await (await browser.newContext()).newPage()
  await other.goto(`${base()}/enrol#${code}`)
  await other.locator('button[type=submit]').click()
  await expect(other.getByRole('alert')).toContainText('已经用过')
  await expect(other.getByRole('alert')).toContainText('本机的内容没有变化')

  // The revoked one is told at its next session, and goes on showing what it has.
  await tablet.reload()
  await tablet.goto(`${base()}/field/sync`)
  await expect(tablet.locator('main')).toContainText('已停用这台设备')
  await tablet.getByTestId('enrol-again').click()
  await expect(tablet.getByTestId('enrol-revoked')).toContainText('没有丢失')
})

test('a tablet that is to be emptied says that nothing was lost, and takes the next code without a reload', async ({
  browser,
}) => {
  const officer = await Person.signIn(base(), 'officer@demo')
  const { me } = await Person.signIn(base(), 'inspector@demo')
  const newCode = async (): Promise<string> =>
    (await officer.post<{ code: string }>('/api/enrolment-codes', { account: me.id })).code
  const name = `清空 ${Date.now()}`
  const page = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
  await page.goto(`${base()}/enrol#${await newCode()}`)
  await page.locator('input[name=device]').fill(name)
  await page.locator('button[type=submit]').click()
  await page.getByTestId('begin').click()
  await expect(page.locator('[data-testid^="assignment-"]').first()).toBeVisible()
  const { items } = await officer.get<{ items: { id: string; name: string }[] }>('/api/devices')
  await officer.post(`/api/devices/${items.find((device) => device.name === name)?.id}/wipe`, {})

  await page.reload()
  await expect(page).toHaveURL(/sign-in/, { timeout: 60_000 })
  await expect(page.getByTestId('wiped')).toContainText('没有丢失')
  const left = await page.evaluate(async () => (await indexedDB.databases()).map((each) => each.name))
  expect(left).not.toContain(`plumbline-${me.id}`)

  await page.goto(`${base()}/enrol`)
  await expect(page.locator('input[name=code]')).toHaveValue('')
  const code = await newCode()
  // A second QR code leads to the page that is open already.
  await page.evaluate((fragment) => window.location.assign(`/enrol#${fragment}`), code)
  await expect(page.locator('input[name=code]')).toHaveValue(code)
  await expect(page).not.toHaveURL(/#/)
  await page.locator('button[type=submit]').click()
  await page.getByTestId('begin').click()
  await expect(page.locator('[data-testid^="assignment-"]').first()).toBeVisible()
  await page.goto(`${base()}/sign-in`)
  await expect(page.getByTestId('wiped')).toHaveCount(0)
})
