import { expect, test, type Page } from '@playwright/test'
import { Person } from './support/api'
import { Link } from './support/link'
import { installed, signIn, takePhoto } from './support/tablet'

interface Listed<T> {
  items: T[]
}
interface VisitDetail {
  state: string
  document: {
    answers: Record<string, { value: unknown }>
    photos: { item: string; purpose: string; sha256: string }[]
  }
}

const text = (zh: string) => ({ 'zh-CN': zh })
const options = ['wifi', 'tea', 'seat'].map((id) => ({ id, text: text(id), share: '0.25' }))

/** One item of every kind, and one more that does not apply. */
const checklist = {
  schema: 1,
  code: 'every-kind',
  version: 1,
  title: text('每一种题'),
  sections: [
    {
      id: 'all',
      title: text('全部'),
      weight: '100',
      items: [
        { id: 'yes-no', type: 'YES_NO', text: text('是否'), points: '5' },
        { id: 'single', type: 'SINGLE', text: text('单选'), points: '5', options },
        { id: 'multiple', type: 'MULTIPLE', text: text('多选'), points: '5', options },
        { id: 'rating', type: 'RATING', text: text('评分'), points: '5', scale: { min: 1, max: 10 } },
        {
          id: 'number',
          type: 'NUMBER',
          text: text('数字'),
          number: { min: '0', max: '50', decimals: 1, unit: text('米') },
        },
        { id: 'text', type: 'TEXT', text: text('文字') },
        { id: 'photo', type: 'PHOTO', text: text('照片') },
        { id: 'signature', type: 'SIGNATURE', text: text('签名题') },
        { id: 'when', type: 'DATE_TIME', text: text('日期时间') },
        { id: 'where', type: 'LOCATION', text: text('位置') },
        { id: 'timed', type: 'DURATION', text: text('计时') },
        { id: 'typed', type: 'DURATION', text: text('时长') },
        { id: 'na', type: 'NUMBER', text: text('不适用'), allowNa: true, number: {} },
      ],
    },
  ],
}

async function prepare(base: string) {
  const officer = await Person.signIn(base, 'officer@demo')
  const inspector = await Person.signIn(base, 'inspector@demo')
  const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const { versionId } = await officer.post<{ versionId: string }>('/api/checklists', checklist)
  await officer.post(`/api/checklists/versions/${versionId}/publish`, {})
  const programme = await officer.post<{ id: string }>('/api/programmes', {
    // A running server may have seen this story before.
    code: `every-kind-${Date.now()}`,
    name: text('每一种题'),
    kind: 'OPEN_INSPECTION',
    checklistVersion: versionId,
    startsOn: day,
    endsOn: day,
  })
  const units = await officer.get<{ id: string; type: string }[]>('/api/units')
  const made = await officer.post<Listed<{ id: string; visit: string }>>('/api/assignments', {
    assignments: [
      {
        programme: programme.id,
        unit: units.find((unit) => unit.type === 'STORE')?.id,
        assignee: inspector.me.id,
        windowFrom: day,
        windowTo: day,
      },
    ],
  })
  const assignment = made.items[0]
  if (!assignment) throw new Error('nothing was assigned')
  return { officer, assignment }
}

async function answer(page: Page): Promise<void> {
  const key = (id: string) => page.getByTestId(`answer-${id}`)
  const done = (id: string) => expect(page.getByTestId(`item-${id}`).locator('.tick')).toBeVisible()
  const pressed = (id: string) => expect(key(id)).toHaveAttribute('aria-pressed', 'true')
  await key('yes-no-YES').click()
  await pressed('yes-no-YES')
  await key('yes-no-NO').click()
  await pressed('yes-no-NO')
  await page.getByRole('button', { name: '撤销第 1 题的修改' }).click()
  await pressed('yes-no-YES')
  await key('single-tea').click()
  await key('multiple-wifi').click()
  await key('multiple-seat').click()
  await key('multiple-tea').click()
  await key('multiple-tea').click()
  await key('rating-8').click()

  await key('number-input').fill('51')
  await expect(page.getByTestId('item-number').getByRole('alert')).toHaveText('0 到 50 之间，这个数没有保存')
  await key('number-input').fill('12.25')
  await expect(page.getByTestId('item-number').getByRole('alert')).toHaveText('最多 1 位小数，这个数没有保存')
  await expect(page.getByTestId('item-number').locator('.tick')).toHaveCount(0)
  await key('number-input').fill('１２。５')
  await key('text-input').fill('门口有一只猫')
  await takePhoto(page.getByTestId('item-photo'), { id: 'photo' })

  await page.getByTestId('item-signature').getByRole('button', { name: '签名' }).click()
  const pad = page.getByRole('dialog', { name: '签名' })
  const box = await pad.locator('canvas').boundingBox()
  if (!box) throw new Error('there is nothing to sign on')
  await page.mouse.move(box.x + 60, box.y + 60)
  await page.mouse.down()
  for (const step of [1, 2, 3, 4]) await page.mouse.move(box.x + 60 + 40 * step, box.y + 60 + 30 * (step % 2))
  await page.mouse.up()
  await pad.getByRole('button', { name: '确定' }).click()

  await key('when-input').fill('2026-02-28T09:30')
  await key('where-here').click()
  await key('timed-stopwatch').click()
  await expect(key('timed-seconds')).not.toHaveValue('0')
  await key('timed-stopwatch').click()
  await key('typed-minutes').fill('3')
  await key('typed-seconds').fill('20')
  await key('typed-seconds').blur()
  await key('na-NA').click()
  await page.getByTestId('na-reason-na').fill('这里没有')
  for (const item of checklist.sections[0]?.items ?? []) await done(item.id)
}

async function stillThere(page: Page): Promise<void> {
  const key = (id: string) => page.getByTestId(`answer-${id}`)
  await expect(page.getByTestId('na-reason-na')).toHaveValue('这里没有')
  await expect(key('yes-no-YES')).toHaveAttribute('aria-pressed', 'true')
  await expect(key('single-tea')).toHaveAttribute('aria-checked', 'true')
  await expect(key('multiple-wifi')).toHaveAttribute('aria-checked', 'true')
  await expect(key('multiple-tea')).toHaveAttribute('aria-checked', 'false')
  await expect(key('rating-8')).toHaveAttribute('aria-pressed', 'true')
  await expect(key('number-input')).toHaveValue('12.5')
  await expect(key('text-input')).toHaveValue('门口有一只猫')
  await expect(page.getByTestId('item-photo').locator('figure')).toHaveCount(1)
  await expect(page.getByTestId('item-signature').locator('figure')).toHaveCount(1)
  await expect(key('when-input')).toHaveValue('2026-02-28T09:30')
  await expect(page.getByTestId('item-where')).toContainText('22.516700')
  await expect(key('timed-seconds')).toHaveValue(/^[1-9]\d*$/)
  await expect(key('typed-minutes')).toHaveValue('3')
  await expect(key('typed-seconds')).toHaveValue('20')
  await expect(page.getByTestId('fill-missing')).toHaveCount(0)
}

test('every kind of answer outlives a reload without a network and reaches the server', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { officer, assignment } = await prepare(base)
  const link = new Link(new URL(base))
  await link.restore()
  const tablet = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    hasTouch: true,
    permissions: ['geolocation'],
    geolocation: { latitude: 22.5167, longitude: 113.3667, accuracy: 12 },
  })
  const page = await tablet.newPage()

  await signIn(page, link.url, 'inspector@demo')
  await expect(page.getByTestId(`assignment-${assignment.id}`)).toBeVisible()
  await installed(page)
  await expect(page.getByTestId(`assignment-${assignment.id}`)).toBeVisible()

  await tablet.setOffline(true)
  await link.cut()
  await page.reload()
  await page.getByTestId('today-search').fill('没有这样的门店')
  await expect(page.getByText('没有与“没有这样的门店”相符的任务')).toBeVisible()
  await page.getByTestId('today-search').fill('每一种')
  await page.getByTestId(`assignment-${assignment.id}`).click()
  await page.getByTestId('item-na').waitFor()
  await answer(page)
  await page.reload()
  await stillThere(page)
  await page.getByTestId('fill-submit').click()
  await page.getByTestId('submit-declare').check()
  await page.getByTestId('submit-confirm').click()
  await expect(page.getByTestId('submit-done')).toBeVisible()

  await link.restore()
  await tablet.setOffline(false)
  const read = () => officer.get<VisitDetail>(`/api/visits/${assignment.visit}`)
  // Until the first operation arrives there is no such visit.
  const state = () =>
    read().then(
      (visit) => visit.state,
      () => 'not there yet',
    )
  await expect.poll(state, { timeout: 60_000 }).toBe('SUBMITTED')
  const { answers, photos } = (await read()).document
  const values = Object.fromEntries(Object.entries(answers).map(([item, given]) => [item, given.value]))
  expect(values).toEqual({
    'yes-no': 'YES',
    single: 'tea',
    multiple: ['seat', 'wifi'],
    rating: 8,
    number: '12.5',
    text: '门口有一只猫',
    when: '2026-02-28T09:30',
    where: { lat: '22.516700', lon: '113.366700', accuracyM: 12 },
    timed: expect.any(Number),
    typed: 200,
    na: { na: true, reason: '这里没有' },
  })
  expect(values['timed']).toBeGreaterThan(0)
  expect(photos.map((photo) => [photo.item, photo.purpose]).sort()).toEqual([
    ['photo', 'PHOTO'],
    ['signature', 'SIGNATURE'],
  ])
  await tablet.close()
  await link.cut()
})
