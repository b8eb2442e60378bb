import { expect, test, type Locator, type Page } from '@playwright/test'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { look } from './support/barriers'
import { figures, ITEM, live, open, stored, upload, withCamera, type Upload } from './support/camera'
import { Link } from './support/link'
import { assignVisit } from './support/visit'

test.use({ launchOptions: withCamera('') })

const base = (): string => process.env['PLUMBLINE_URL'] ?? ''
const counter = path.join(path.dirname(fileURLToPath(import.meta.url)), 'support/counter.jpg')
/** Pictures taken earlier are allowed here. */
const GALLERY_ITEM = 'env-03'

const openCamera = async (page: Page, item = ITEM): Promise<void> => {
  await page.getByTestId(`camera-open-${item}`).click()
  await expect(page.getByTestId('shutter')).toHaveAttribute('aria-disabled', 'false')
}
const taken = (page: Page): Locator => page.locator('[data-testid=stage-camera] .taken .thumb')

async function draw(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  const box = await page.getByTestId('marks-canvas').boundingBox()
  if (!box) throw new Error('there is no picture to mark')
  const at = ([x, y]: [number, number]): [number, number] => [box.x + x * box.width, box.y + y * box.height]
  await page.mouse.move(...at(from))
  await page.mouse.down()
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]))
  await page.mouse.move(...at(to))
  await page.mouse.up()
}

test('three photos in a row, one marked, one taken again, outlive a reload without a network', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const { visit, document } = await assignVisit(base())
  const link = new Link(new URL(base()))
  await link.restore()
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['geolocation'],
    geolocation: { latitude: 22.5167, longitude: 113.3667, accuracy: 12 },
  })
  const page = await open(context, link.url, visit)
  await context.setOffline(true)
  await link.cut()

  await openCamera(page)
  await expect(page.getByTestId('camera-count')).toHaveText('需要 1 张，已拍 0 张')
  for (const count of [1, 2, 3]) {
    await page.getByTestId('shutter').click()
    await expect(taken(page)).toHaveCount(count)
  }
  await expect(page.getByTestId('camera-count')).toHaveText('需要 1 张，已拍 3 张')
  const before = await stored(page)
  expect(before).toHaveLength(3)

  // Marked: another file, of the same moment.
  await taken(page).nth(1).click()
  await expect(page.getByTestId('photo-place')).toHaveText('已记录位置，误差约 12 米')
  await expect(page.getByTestId('photo-delivery')).toHaveText('在本机，联网后自动上传')
  expect(await live(page)).toBe(0)
  await page.getByTestId('photo-marks').click()
  await draw(page, [0.1, 0.1], [0.7, 0.6])
  await page.getByTestId('mark-box').click()
  await draw(page, [0.3, 0.3], [0.8, 0.8])
  await draw(page, [0.1, 0.9], [0.9, 0.95])
  await page.getByTestId('marks-undo').click()
  await expect(page.getByText('已标注 2 处')).toBeVisible()
  await page.getByTestId('marks-done').click()
  await page.getByTestId('photo-large').waitFor()
  const marked = await stored(page)
  expect(marked.map(({ capturedAt }) => capturedAt)).toEqual(before.map(({ capturedAt }) => capturedAt))
  expect(marked.map(({ sha256 }, n) => sha256 === before[n]?.sha256)).toEqual([true, false, true])

  // Taken again: the old one stays until the new one is there.
  await page.getByTestId('photo-next').click()
  await page.getByTestId('photo-retake').click()
  await expect(page.getByTestId('shutter')).toHaveAttribute('aria-disabled', 'false')
  await expect(taken(page)).toHaveCount(3)
  await page.getByTestId('shutter').click()
  await expect(async () => {
    const again = await stored(page)
    expect(again.map(({ id }, n) => id === marked[n]?.id)).toEqual([true, true, false])
  }).toPass()
  await page.getByTestId('camera-done').click()
  await expect(figures(page)).toHaveCount(3)
  expect(await live(page)).toBe(0)

  const kept = await stored(page)
  await page.reload()
  await expect(figures(page)).toHaveCount(3)
  expect(await stored(page)).toEqual(kept)
  // The worker is there without a network, too.
  await openCamera(page)
  await page.getByTestId('shutter').click()
  await expect(taken(page)).toHaveCount(4)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('stage-camera')).toHaveCount(0)

  await link.restore()
  await context.setOffline(false)
  const there = async (): Promise<number> => (await document())?.photos.length ?? 0
  await expect.poll(there, { timeout: 60_000 }).toBe(4)
  const hashes = ((await document())?.photos ?? []).map(({ sha256 }) => sha256)
  expect(hashes).toEqual(expect.arrayContaining(kept.map(({ sha256 }) => sha256)))
  await figures(page).first().locator('.thumb').click()
  await expect(page.getByTestId('photo-delivery')).toHaveText('已送达', { timeout: 60_000 })
  await context.close()
  await link.cut()
})

test('the camera stops while the page is hidden, and when its page is left', async ({ browser }) => {
  const { visit } = await assignVisit(base())
  const context = await browser.newContext({ viewport: { width: 844, height: 390 } })
  const page = await open(context, base(), visit)
  await openCamera(page)
  expect(await live(page)).toBe(1)
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  expect(await live(page)).toBe(0)
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await expect(page.getByTestId('shutter')).toHaveAttribute('aria-disabled', 'false')
  await page.goBack()
  await expect(page.getByTestId('stage-camera')).toHaveCount(0)
  expect(await live(page)).toBe(0)
  await context.close()
})

test('without permission the camera says so, and the system camera takes the photo', async ({
  playwright,
}) => {
  const { visit } = await assignVisit(base())
  const browser = await playwright.chromium.launch(withCamera('=deny'))
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  const page = await open(context, base(), visit)
  await page.getByTestId(`camera-open-${ITEM}`).click()
  await expect(page.getByTestId('camera-fault')).toContainText('没有相机权限')
  expect(await look(page, 'camera without permission')).toEqual([])
  await page.getByTestId('fault-system-camera').setInputFiles(counter)
  await expect(taken(page)).toHaveCount(1)
  await page.getByTestId('camera-done').click()
  await expect(figures(page)).toHaveCount(1)
  await browser.close()
})

test('a sharp picture passes without a word, a blurred and a dark one are remarked and may be kept', async ({
  browser,
}) => {
  const { visit } = await assignVisit(base())
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await open(context, base(), visit)
  const input = page.getByTestId(`camera-${ITEM}`)
  await input.setInputFiles(counter)
  await expect(figures(page)).toHaveCount(1)
  await expect(page.getByTestId('photo-hint')).toHaveCount(0)
  await input.setInputFiles(await filtered(page, 'blur(5px)'))
  await expect(page.getByTestId('photo-hint')).toContainText('这张可能拍糊了')
  await input.setInputFiles(await filtered(page, 'brightness(0.1)'))
  await expect(page.getByTestId('photo-hint')).toContainText('这张偏暗')
  await page.getByTestId('hint-keep').click()
  await expect(page.getByTestId('photo-hint')).toHaveCount(0)
  await expect(figures(page)).toHaveCount(3)
  await input.setInputFiles({ name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') })
  await expect(page.getByTestId(`item-${ITEM}`).getByRole('alert')).toHaveText(
    '这张照片读不出来，没有保存。请重新拍一张',
  )
  await expect(figures(page)).toHaveCount(3)
  await context.close()
})

test('pictures taken earlier are offered only where the checklist allows them', async ({ browser }) => {
  const { visit } = await assignVisit(base())
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    permissions: ['geolocation'],
    geolocation: { latitude: 22.5167, longitude: 113.3667 },
  })
  const page = await open(context, base(), visit)
  await page.getByTestId(`item-${GALLERY_ITEM}`).waitFor()
  await expect(page.getByTestId(`gallery-${ITEM}`)).toHaveCount(0)
  expect(await page.getByTestId(`camera-${GALLERY_ITEM}`).getAttribute('capture')).toBe('environment')
  const gallery = page.getByTestId(`gallery-${GALLERY_ITEM}`)
  expect(await gallery.getAttribute('capture')).toBeNull()
  await gallery.setInputFiles([counter, counter])
  await expect(page.getByTestId(`item-${GALLERY_ITEM}`).locator('figure')).toHaveCount(2)
  // Who knows where it was taken.
  await page.getByTestId(`item-${GALLERY_ITEM}`).locator('.thumb').first().click()
  await expect(page.getByTestId('photo-place')).toHaveText('没有记录位置')
  await page.getByTestId('photo-back').click()
  await openCamera(page)
  await expect(page.getByTestId('camera-gallery')).toHaveCount(0)
  await context.close()
})

test('thirty photos of one item are taken, shown and kept', async ({ browser }) => {
  test.setTimeout(300_000)
  const { visit } = await assignVisit(base())
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await open(context, base(), visit)
  await openCamera(page)
  for (let count = 1; count <= 30; count += 1) {
    await expect(page.getByTestId('shutter')).toHaveAttribute('aria-disabled', 'false')
    await page.getByTestId('shutter').click()
  }
  await expect(taken(page)).toHaveCount(30, { timeout: 60_000 })
  expect(await stored(page)).toHaveLength(30)
  await page.getByTestId('camera-done').click()
  await expect(figures(page)).toHaveCount(30)
  await context.close()
})

test('camera, photo and marks have no serious barrier', async ({ browser }) => {
  test.setTimeout(300_000)
  const { visit } = await assignVisit(base())
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await open(context, base(), visit)
  await openCamera(page)
  await page.getByTestId('shutter').click()
  await page.getByTestId('shutter').click()
  await expect(taken(page)).toHaveCount(2)
  const found = await look(page, 'camera')
  await page.getByTestId('system-camera').setInputFiles(await filtered(page, 'blur(5px)'))
  await page.getByTestId('photo-hint').waitFor()
  found.push(...(await look(page, 'hint')))
  // Who goes on keeps it, without a word.
  await page.getByTestId('shutter').click()
  await expect(page.getByTestId('photo-hint')).toHaveCount(0)
  await expect(taken(page)).toHaveCount(4)
  await taken(page).first().click()
  await page.getByTestId('photo-large').waitFor()
  found.push(...(await look(page, 'photo')))
  await page.getByTestId('photo-marks').click()
  await draw(page, [0.1, 0.1], [0.7, 0.6])
  found.push(...(await look(page, 'marks')))
  expect(found).toEqual([])
  // Every key is as large as a thumb, the shutter larger.
  await page.getByTestId('marks-cancel').click()
  await page.getByTestId('photo-back').click()
  const small: string[] = []
  for (const key of await page.locator('dialog :is(button, label)').all()) {
    const box = await key.boundingBox()
    if (!box || Math.min(box.width, box.height) < 44) small.push(await key.innerText())
  }
  expect(small).toEqual([])
  const shutter = await page.getByTestId('shutter').boundingBox()
  expect(shutter?.height).toBeGreaterThanOrEqual(72)
  await context.close()
})

/** The picture of the counter as a hand that shook, or a room without light, would have made it. */
async function filtered(page: Page, filter: string): Promise<Upload> {
  const picture = readFileSync(counter).toString('base64')
  return upload(
    await page.evaluate(
      async ([picture = '', filter = '']) => {
        const bitmap = await createImageBitmap(
          await (await fetch(`data:image/jpeg;base64,${picture}`)).blob(),
        )
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
        const context = canvas.getContext('2d')
        if (!context) throw new Error('no canvas')
        context.filter = filter
        context.drawImage(bitmap, 0, 0)
        const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg' })).arrayBuffer())
        return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
      },
      [picture, filter],
    ),
  )
}
