import { expect, test } from '@playwright/test'
import { readFileSync } from 'node:fs'
import { Link } from './support/link'
import { installed, signIn, takePhoto } from './support/tablet'
import { answerYesNo, assignVisit, exportWork, watchPushes } from './support/visit'

/** P16: what one device cannot send is carried to another by hand; the server has each thing once, whoever sends it. */
const PHRASE = '石岐 37 号柜台'

test('P16 work carried to another device in a sealed file arrives once, also when the old device comes back', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, document, answers } = await assignVisit(base)
  const [one, two] = items
  const withPhoto = items.find((item) => item.evidence?.some(({ kind }) => kind === 'PHOTO')) ?? one
  if (!one || !two || !withPhoto) throw new Error('the checklist has no three items for this story')
  const link = new Link(new URL(base))
  await link.restore()
  // Pages that were not yet seen come from the worker when the link is cut.
  const a = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const pageA = await a.newPage()
  const pushesA = watchPushes(a)
  await signIn(pageA, link.url, 'inspector@demo')
  await installed(pageA)
  await pageA.goto(`${link.url}/field/visits/${visit}`)
  await expect(pageA.getByTestId(`answer-${one.id}-YES`)).toBeVisible()
  await link.cut()
  await answerYesNo(pageA, one.id, 'YES')
  await answerYesNo(pageA, two.id, 'NO')
  await answerYesNo(pageA, withPhoto.id, 'NO')
  await takePhoto(pageA.getByTestId(`item-${withPhoto.id}`), withPhoto)
  const written = { [one.id]: 'YES', [two.id]: 'NO', [withPhoto.id]: 'NO' }
  await pageA.getByRole('link', { name: '返回' }).click()
  await pageA.getByTestId('tab-sync').click()
  await expect(pageA.getByTestId(`pending-${visit}`)).toBeVisible()
  const path = await exportWork(pageA, PHRASE)
  await expect(pageA.getByTestId('exported')).toContainText('内容仍在本机')
  expect(readFileSync(path, 'latin1')).not.toContain(one.id)
  expect(await answers()).toEqual({})

  const b = await browser.newContext({ viewport: { width: 820, height: 1180 }, serviceWorkers: 'block' })
  const pageB = await b.newPage()
  const pushesB = watchPushes(b)
  await signIn(pageB, base, 'inspector@demo')
  await pageB.goto(`${base}/field/sync`)
  await expect(pageB.getByTestId('sync-state')).toContainText('数据截至')
  await pageB.getByTestId('import-file').setInputFiles(path)
  await pageB.getByTestId('import-phrase').fill('something else')
  await pageB.getByTestId('import-check').click()
  await expect(pageB.getByTestId('import-failed')).toContainText('口令不对')
  await pageB.getByTestId('import-phrase').fill(PHRASE)
  await pageB.getByTestId('import-check').click()
  await expect(pageB.getByTestId('import-preview')).toContainText(`${Object.keys(written).length} 个答案`)
  await pageB.getByTestId('import-take').click()
  await expect(pageB.getByTestId('taken-over')).toBeVisible()
  await expect.poll(answers, { timeout: 60_000 }).toEqual(written)
  await expect(pageB.getByTestId(`pending-${visit}`)).toHaveCount(0, { timeout: 30_000 })
  const seen = await document()
  expect(seen?.photos).toHaveLength(1)

  // The old device comes back: what it sends is what the server has.
  await link.restore()
  await pageA.reload()
  await expect(pageA.getByTestId(`pending-${visit}`)).toHaveCount(0, { timeout: 60_000 })
  const ids = (pushes: typeof pushesA): string[] => [
    ...new Set(pushes.flatMap(({ push }) => push.operations.map(({ id }) => id))),
  ]
  expect(ids(pushesA).sort()).toEqual(ids(pushesB).sort())
  expect(await document()).toEqual(seen)
  await a.close()
  await b.close()
  await link.cut()
})

test('a file of somebody else, or one that was changed on the way, takes over nothing and says why', async ({
  browser,
}) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items } = await assignVisit(base)
  const item = items[0]?.id ?? ''
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
  })
  const page = await context.newPage()
  await signIn(page, base, 'inspector@demo')
  await page.goto(`${base}/field/visits/${visit}`)
  await expect(page.getByTestId(`answer-${item}-YES`)).toBeVisible()
  await context.route('**/api/sync/v1/push', (route) => route.abort())
  await answerYesNo(page, item, 'YES')
  await page.goto(`${base}/field/sync`)
  const file = readFileSync(await exportWork(page, PHRASE))
  await context.close()

  const other = await browser.newContext({
    viewport: { width: 390, height: 844 },
    serviceWorkers: 'block',
  })
  const theirs = await other.newPage()
  await signIn(theirs, base, 'installer@demo')
  await theirs.goto(`${base}/field/sync`)
  const open = async (buffer: Buffer): Promise<void> => {
    await theirs
      .getByTestId('import-file')
      .setInputFiles({ name: 'work.plumbline', mimeType: 'application/octet-stream', buffer })
    await theirs.getByTestId('import-phrase').fill(PHRASE)
    await theirs.getByTestId('import-check').click()
  }
  const failed = theirs.getByTestId('import-failed')
  await open(file.subarray(0, file.length - 7))
  await expect(failed).toContainText('文件不完整')
  await open(Buffer.concat([file.subarray(0, -1), Buffer.from([(file.at(-1) ?? 0) ^ 1])]))
  await expect(failed).toContainText('改动过')
  await open(Buffer.from('{"format":"plumbline-outbox"}'.padEnd(200)))
  await expect(failed).toContainText('不是本应用导出的文件')
  const newer = Buffer.from(file)
  newer[8] = 9
  await open(newer)
  await expect(failed).toContainText('更新的版本')
  await open(file)
  await expect(theirs.getByTestId('import-other')).toContainText('只能由本人')
  await expect(theirs.getByTestId('import-take')).toHaveCount(0)
  await theirs.getByTestId('import-hand-over').click()
  await expect(theirs.getByText('已原样交给办公室')).toBeVisible()
  await other.close()
})
