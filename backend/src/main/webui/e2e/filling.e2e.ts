import { expect, test, type Browser, type BrowserContext, type Locator, type Page } from '@playwright/test'
import { Person } from './support/api'
import { look } from './support/barriers'
import { assign, prepare, zh, type Prepared } from './support/prepared'
import { installed, signIn, takePhoto } from './support/tablet'

/** Filling in, handing over and what comes back, as the person with the tablet sees it. */
test.setTimeout(240_000)

const base = (): string => process.env['PLUMBLINE_URL'] ?? ''
const yesNo = (id: string, more: object = {}): object => ({
  id,
  type: 'YES_NO',
  text: zh(`${id}：现场是否按要求做到`),
  points: '5',
  ...more,
})

async function tablet(browser: Browser, width = 390): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width, height: 844 }, hasTouch: true })
  const page = await context.newPage()
  await signIn(page, base(), 'inspector@demo')
  return { context, page }
}

async function openVisit(page: Page, { assignments }: Prepared, at = 0): Promise<string> {
  const visit = assignments[at]?.visit ?? ''
  await expect(page.getByTestId(`assignment-${assignments[at]?.id}`)).toBeVisible()
  await page.goto(`${base()}/field/visits/${visit}`)
  await page.locator('[data-item]').first().waitFor()
  return visit
}

const key = (page: Page, id: string): Locator => page.getByTestId(`answer-${id}`)
const pressed = (page: Page, id: string): Promise<void> =>
  expect(key(page, id)).toHaveAttribute('aria-pressed', 'true')

async function top(locator: Locator): Promise<number> {
  return (await locator.boundingBox())?.y ?? NaN
}

/** The state of a visit at the server; before its first operation there is none. */
const stateOf = (officer: Person, visit: string) => () =>
  officer.get<{ state: string }>(`/api/visits/${visit}`).then(
    (found) => found.state,
    () => 'none',
  )

async function handOver(page: Page): Promise<void> {
  await page.getByTestId('fill-submit').click()
  await expect(page.getByTestId('submit-confirm')).toBeDisabled()
  await page.getByTestId('submit-declare').check()
  await page.getByTestId('submit-confirm').click()
  await expect(page.getByTestId('submit-done')).toBeVisible()
}

test('a killed tab comes back to the same place with half-typed text and number', async ({ browser }) => {
  const items = [
    ...Array.from({ length: 30 }, (_, index) => yesNo(`row-${index}`)),
    { id: 'said', type: 'TEXT', text: zh('听到了什么') },
    { id: 'waited', type: 'NUMBER', text: zh('等了多久'), number: { min: '0', max: '60', unit: zh('分钟') } },
    ...Array.from({ length: 10 }, (_, index) => yesNo(`end-${index}`)),
  ]
  const prepared = await prepare(base(), {
    code: 'killed',
    name: '中断',
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
  })
  const { context, page } = await tablet(browser)
  const visit = await openVisit(page, prepared)
  await page.getByTestId('answer-row-29-YES').click()
  await pressed(page, 'row-29-YES')
  await key(page, 'said-input').pressSequentially('排队的人说要等很')
  await key(page, 'waited-input').pressSequentially('75')
  await expect(page.getByTestId('item-waited').getByRole('alert')).toContainText('没有保存')
  await page.mouse.wheel(0, 130)
  await page.waitForTimeout(1_000)
  const before = await top(page.getByTestId('item-waited'))

  const killer = await context.newCDPSession(page)
  killer.send('Page.crash').catch(() => undefined)
  await page.waitForEvent('crash')
  await page.close().catch(() => undefined)

  const again = await context.newPage()
  await again.goto(`${base()}/field/visits/${visit}`)
  await expect(key(again, 'said-input')).toHaveValue('排队的人说要等很')
  await expect(key(again, 'waited-input')).toHaveValue('75')
  await expect(again.getByTestId('item-waited').getByRole('alert')).toContainText('没有保存')
  await expect
    .poll(async () => Math.abs((await top(again.getByTestId('item-waited'))) - before))
    .toBeLessThan(4)
  await context.close()
})

test('items come and go with a condition and the card under the thumb stays where it is', async ({
  browser,
}) => {
  const when = (item: string) => ({ visibleWhen: { item, is: ['NO'] } })
  const items = [
    ...Array.from({ length: 8 }, (_, index) => yesNo(`row-${index}`)),
    yesNo('asks'),
    yesNo('why-1', when('asks')),
    yesNo('why-2', when('asks')),
    yesNo('middle'),
    yesNo('last'),
    yesNo('more-1', when('last')),
    yesNo('more-2', when('last')),
    yesNo('more-3', when('last')),
  ]
  const prepared = await prepare(base(), {
    code: 'conditions',
    name: '条件',
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
  })
  const { context, page } = await tablet(browser)
  await openVisit(page, prepared)
  for (const [id, shown] of [
    ['asks', 'why-1'],
    ['last', 'more-3'],
  ] as const) {
    await key(page, `${id}-NO`).scrollIntoViewIfNeeded()
    for (const value of ['NO', 'YES', 'NO', 'YES']) {
      const thumb = key(page, `${id}-${value}`)
      // The end of the page is where a list that gets shorter would pull the card down.
      if (value === 'YES') await page.getByTestId(`item-${shown}`).scrollIntoViewIfNeeded()
      await thumb.scrollIntoViewIfNeeded()
      const before = await top(thumb)
      await thumb.click()
      await pressed(page, `${id}-${value}`)
      await expect(page.getByTestId(`item-${shown}`)).toBeVisible({ visible: value === 'NO' })
      expect(Math.abs((await top(thumb)) - before)).toBeLessThanOrEqual(1)
    }
  }
  await context.close()
})

test('an item that does not apply keeps its reason, note and photo to the server', async ({ browser }) => {
  const items = [
    {
      id: 'rated',
      type: 'RATING',
      text: zh('整洁程度'),
      scale: { min: 1, max: 5 },
      allowNa: true,
      points: '5',
    },
    yesNo('grave', { critical: true, evidence: [{ kind: 'NOTE', when: 'FAILED' }] }),
  ]
  const prepared = await prepare(base(), {
    code: 'na',
    name: '不适用',
    checklist: { showScore: true },
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
  })
  const { context, page } = await tablet(browser)
  const visit = await openVisit(page, prepared)
  await key(page, 'rated-NA').click()
  await page.getByTestId('na-reason-rated').fill('厅内正在装修')
  await page.getByTestId('note-open-rated').click()
  await page.getByTestId('note-rated').fill('已拍门口公告')
  await takePhoto(page.getByTestId('item-rated'), { id: 'rated' })
  await key(page, 'grave-NO').click()
  await expect(page.getByTestId('fill-missing')).toHaveText('还差 1 项')
  await page.getByTestId('fill-missing').click()
  await page.getByTestId('missing-grave').click()
  await page.getByTestId('note-grave').fill('无人应答')
  await expect(page.getByTestId('item-grave').locator('.tick')).toBeVisible()
  await page.getByTestId('fill-submit').click()
  await expect(page.getByTestId('own-score')).toHaveText('0.00')
  await expect(page.getByTestId('submit-grave')).toContainText('无人应答')
  expect(await look(page, 'submit')).toEqual([])
  await page.getByTestId('submit-declare').check()
  await page.getByTestId('submit-confirm').click()
  await expect.poll(stateOf(prepared.officer, visit), { timeout: 60_000 }).toBe('SUBMITTED')
  const detail = await prepared.officer.get<{
    document: {
      answers: Record<string, { value: unknown }>
      notes: Record<string, { value: unknown }>
      photos: { item: string }[]
    }
  }>(`/api/visits/${visit}`)
  expect(detail.document.answers['rated']?.value).toEqual({ na: true, reason: '厅内正在装修' })
  expect(detail.document.notes['rated']?.value).toBe('已拍门口公告')
  expect(detail.document.photos.map((photo) => photo.item)).toEqual(['rated'])
  // Two answers, two notes, a photo and the submission.
  await expect(page.getByTestId('receipt-delivered')).toHaveText('6/6', { timeout: 60_000 })
  expect(await look(page, 'receipt')).toEqual([])
  await context.close()
})

test('a returned visit leads to what is to be corrected and is handed over again', async ({ browser }) => {
  const items = [yesNo('first'), yesNo('second'), yesNo('third')]
  const prepared = await prepare(base(), {
    code: 'returned',
    name: '退回',
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
  })
  const { context, page } = await tablet(browser, 820)
  const visit = await openVisit(page, prepared)
  for (const id of ['first', 'second', 'third']) await key(page, `${id}-YES`).click()
  await handOver(page)
  const number = await page.getByTestId('receipt-number').textContent()
  const state = stateOf(prepared.officer, visit)
  await expect.poll(state, { timeout: 60_000 }).toBe('SUBMITTED')
  await expect(page.getByTestId('receipt-delivered')).toHaveText('4/4', { timeout: 60_000 })

  const reviewer = await Person.signIn(base(), 'reviewer@demo')
  const { revision } = await reviewer.get<{ revision: number }>(`/api/visits/${visit}`)
  await reviewer.post(`/api/visits/${visit}/return`, {
    revision,
    reason: '照片与回答不符',
    remarks: [
      { item: 'first', text: '门头照片里没有看到' },
      { item: 'third', text: '请再核对' },
    ],
  })
  await page.goto(`${base()}/field/visits/${visit}`)
  await expect(page.getByTestId('notice-returned')).toContainText('照片与回答不符', { timeout: 60_000 })
  await expect(page.getByTestId('returned-progress')).toHaveText('0/2 已改')
  expect(await look(page, 'returned')).toEqual([])
  await page.getByTestId('returned-third').click()
  await expect(page.getByTestId('item-third')).toBeFocused()
  await expect(page.getByTestId('item-third')).toContainText('请再核对')
  await key(page, 'third-NO').click()
  await expect(page.getByTestId('returned-progress')).toHaveText('1/2 已改')
  await key(page, 'first-NO').click()
  await expect(page.getByTestId('returned-progress')).toHaveText('2/2 已改')
  await page.reload()
  await expect(page.getByTestId('returned-progress')).toHaveText('2/2 已改')
  await handOver(page)
  await expect.poll(state, { timeout: 60_000 }).toBe('SUBMITTED')

  // The receipt can be opened again from the list of what is finished.
  await page.goto(`${base()}/field/visits/${visit}`)
  await page.getByTestId('fill-receipt').click()
  await expect(page.getByTestId('receipt-number')).toHaveText(number ?? '')
  await context.close()
})

test('two answers of two tablets stand side by side and a third one settles them', async ({ browser }) => {
  const items = [
    { id: 'waited', type: 'NUMBER', text: zh('排队等了多久'), number: { unit: zh('分钟') } },
    yesNo('after'),
  ]
  const prepared = await prepare(base(), {
    code: 'conflict',
    name: '不一致',
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
  })
  const one = await tablet(browser)
  const two = await tablet(browser, 820)
  for (const { page, context } of [one, two]) {
    await installed(page)
    await openVisit(page, prepared)
    await context.setOffline(true)
  }
  await key(one.page, 'waited-input').fill('5')
  await key(two.page, 'waited-input').fill('7')
  const visit = prepared.assignments[0]?.visit ?? ''
  const read = () =>
    prepared.officer
      .get<{ document: { answers: Record<string, { value: unknown }> } }>(`/api/visits/${visit}`)
      .then(
        (found) => found.document.answers['waited']?.value,
        () => null,
      )
  await two.context.setOffline(false)
  await expect.poll(read, { timeout: 60_000 }).toBe('7')
  await one.context.setOffline(false)
  const conflict = one.page.getByTestId('conflict-waited')
  await expect(conflict).toBeVisible({ timeout: 60_000 })
  await expect(conflict).toContainText('5 分钟')
  await expect(conflict).toContainText('7 分钟')
  await expect(conflict.locator('li')).toHaveCount(2)
  expect(await look(one.page, 'conflict')).toEqual([])

  const input = key(one.page, 'waited-input')
  await input.focus()
  const before = await top(input)
  await input.fill('6')
  await expect(conflict).toContainText('已选定')
  // Settled by the first stroke; what one writes into stays where it is.
  expect(Math.abs((await top(input)) - before)).toBeLessThanOrEqual(4)
  await key(one.page, 'after-YES').click()
  await expect(conflict).toHaveCount(0)
  await expect.poll(read, { timeout: 60_000 }).toBe('6')
  const { items: closed } = await prepared.officer.get<{
    items: { visit: string; heads: { value: unknown }[] }[]
  }>('/api/conflicts?state=CLOSED&limit=200')
  const heads = closed.find((each) => each.visit === visit)?.heads.map((head) => head.value)
  expect(heads?.sort()).toEqual(['5', '7'])
  await one.context.close()
  await two.context.close()
})

test('withdrawn work stays to be read, says why, and is still sent', async ({ browser }) => {
  const prepared = await prepare(base(), {
    code: 'withdrawn',
    name: '收回',
    count: 2,
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items: [yesNo('first'), yesNo('second')] }],
  })
  const [cancelled, given] = prepared.assignments
  const { context, page } = await tablet(browser, 820)
  await installed(page)
  for (const at of [0, 1]) {
    await openVisit(page, prepared, at)
    await context.setOffline(true)
    await key(page, 'first-NO').click()
    await pressed(page, 'first-NO')
    await context.setOffline(false)
  }
  await context.setOffline(true)
  await key(page, 'second-YES').click()
  await pressed(page, 'second-YES')
  const other = await Person.signIn(base(), 'installer@demo')
  await prepared.officer.post(`/api/assignments/${cancelled?.id}/cancel`, { reason: '门店停业' })
  await prepared.officer.post(`/api/assignments/${given?.id}/reassign`, {
    assignee: other.me.id,
    reason: '改由他人',
  })
  await context.setOffline(false)
  await expect(page.getByTestId('notice-gone')).toBeVisible({ timeout: 60_000 })
  await pressed(page, 'second-YES')
  await expect(key(page, 'second-NO')).toBeDisabled()

  await page.goto(`${base()}/field/visits/${cancelled?.visit}`)
  await expect(page.getByTestId('notice-cancelled')).toBeVisible({ timeout: 60_000 })
  await pressed(page, 'first-NO')
  await expect(key(page, 'first-YES')).toBeDisabled()
  await page.getByRole('button', { name: /已提交和已结束/ }).click()
  await expect(page.getByTestId(`assignment-${cancelled?.id}`)).toContainText('已取消')
  expect(await look(page, 'cancelled')).toEqual([])
  const sent = async (visit: string | undefined): Promise<unknown> =>
    prepared.officer
      .get<{ document: { answers: Record<string, { value: unknown }> } }>(`/api/visits/${visit}`)
      .then(
        (found) => Object.keys(found.document.answers).length,
        () => 0,
      )
  await expect.poll(() => sent(cancelled?.visit), { timeout: 60_000 }).toBe(1)
  await expect.poll(() => sent(given?.visit), { timeout: 60_000 }).toBe(2)
  await context.close()
})

test('what the last visit found stands beside the items, where the programme shows it', async ({
  browser,
}) => {
  const items = [yesNo('good'), yesNo('bad', { evidence: [{ kind: 'NOTE', when: 'FAILED' }] })]
  const prepared = await prepare(base(), {
    code: 'previous',
    name: '复查',
    sections: [{ id: 'all', title: zh('全部'), weight: '100', items }],
    programme: { showPrevious: true },
  })
  const { officer, programme } = prepared
  const { context, page } = await tablet(browser, 820)
  const visit = await openVisit(page, prepared)
  await expect(page.locator('[data-testid^="previous-"]')).toHaveCount(0)
  await key(page, 'good-YES').click()
  await key(page, 'bad-NO').click()
  await page.getByTestId('note-bad').fill('灯箱有一块没亮')
  await takePhoto(page.getByTestId('item-bad'), { id: 'bad' })
  await handOver(page)
  await expect.poll(stateOf(officer, visit), { timeout: 60_000 }).toBe('SUBMITTED')
  const reviewer = await Person.signIn(base(), 'reviewer@demo')
  const { revision } = await reviewer.get<{ revision: number }>(`/api/visits/${visit}`)
  await reviewer.post(`/api/visits/${visit}/accept`, { revision })

  const assignments = await assign(base(), officer, programme, 1)
  await page.goto(`${base()}/field`)
  const next = await openVisit(page, { ...prepared, assignments })
  const failed = page.getByTestId('previous-bad')
  await expect(failed).toContainText('未达标')
  await expect(failed).toContainText('否 · 灯箱有一块没亮')
  await expect(failed.locator('img')).toHaveCount(1)
  await expect(page.getByTestId('previous-good')).toContainText('是')
  expect(await look(page, 'previous findings')).toEqual([])
  // On the device, without a network.
  await installed(page)
  await context.setOffline(true)
  await page.goto(`${base()}/field/visits/${next}`)
  await expect(failed).toContainText('灯箱有一块没亮')
  await context.close()
})
