import { expect, test, type Page } from '@playwright/test'
import { Person, type Checklist, type Ranking, type RankingRow } from './support/api'
import { Link } from './support/link'
import { fillIn, installed, signIn } from './support/tablet'

interface Unit {
  id: string
  name: string
  storeKind: 'OWN' | 'FRANCHISE'
}
interface Board {
  id: string
  storeKind: string | null
  unitType: string | null
  programmeKind: string
}
interface Programme {
  id: string
  kind: string
  checklistVersion: string
  startsOn: string
  endsOn: string
}
interface Listed<T> {
  items: T[]
}

const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
const rowOf = (ranking: Ranking, unit: string): RankingRow | undefined =>
  ranking.rows.find((row) => row.subject.id === unit)

/** What the quality office prepared: one assignment for the store of the manager, and where the store stands before. */
async function prepare(base: string) {
  const officer = await Person.signIn(base, 'officer@demo')
  const inspector = await Person.signIn(base, 'inspector@demo')
  const manager = await Person.signIn(base, 'manager@demo')
  const store = (await officer.get<Unit[]>('/api/units')).find((unit) => unit.id === manager.me.unit?.id)
  if (!store) throw new Error('the manager has no store')
  const programmes = await officer.get<Listed<Programme>>('/api/programmes')
  const programme = programmes.items.find(
    (each) => each.kind === 'MYSTERY_VISIT' && each.startsOn <= today() && each.endsOn >= today(),
  )
  if (!programme) throw new Error('no programme of mystery visits runs today')
  const made = await officer.post<Listed<{ id: string; visit: string }>>('/api/assignments', {
    assignments: [
      {
        programme: programme.id,
        unit: store.id,
        assignee: inspector.me.id,
        windowFrom: today(),
        windowTo: today(),
      },
    ],
  })
  const { document: checklist } = await officer.get<{ document: Checklist }>(
    `/api/checklists/versions/${programme.checklistVersion}`,
  )
  const board = (await officer.get<Listed<Board> | Board[]>('/api/boards').then(list)).find(
    (each) =>
      each.programmeKind === 'MYSTERY_VISIT' &&
      each.unitType === 'STORE' &&
      each.storeKind === store.storeKind,
  )
  const assignment = made.items[0]
  if (!board || !assignment) throw new Error('the demo organisation has no board for the store')
  const month = today().slice(0, 7)
  const { preview } = await officer.get<{ preview: Ranking }>(`/api/boards/${board.id}/months/${month}`)
  return { officer, inspector, store, checklist, board, assignment, month, before: rowOf(preview, store.id) }
}

function list<T>(answer: Listed<T> | T[]): T[] {
  return Array.isArray(answer) ? answer : answer.items
}

async function goOffline(page: Page, link: Link): Promise<void> {
  await page.context().setOffline(true)
  await link.cut()
}

async function goOnline(page: Page, link: Link): Promise<void> {
  await link.restore()
  await page.context().setOffline(false)
}

test('a visit done offline on a tablet moves a store in the ranking', async ({ browser }) => {
  test.setTimeout(300_000)
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const story = await prepare(base)
  const link = new Link(new URL(base))
  await link.restore()
  const tablet = await browser.newContext({ viewport: { width: 820, height: 1180 }, hasTouch: true })
  const page = await tablet.newPage()
  const card = page.getByTestId(`assignment-${story.assignment.id}`)

  await test.step('the inspector signs in and gets the assignments', async () => {
    await signIn(page, link.url, 'inspector@demo')
    await expect(card).toContainText(story.store.name)
    await installed(page)
    await expect(card).toBeVisible()
  })

  await test.step('fills in the checklist without a network, through a reload', async () => {
    await goOffline(page, link)
    await page.reload()
    await expect(page.getByTestId('status-line')).toContainText('已离线')
    await card.click()
    // Forced bundling: the critical item that makes the whole visit 0.
    await fillIn(page, story.checklist, (item) => (item.id === 'trx-05' ? 'worst' : 'best'))
    await page.reload()
    await expect(page.getByTestId('item-trx-05').getByTestId('note-trx-05')).toHaveValue(
      '当场未办到，已记录经过',
    )
    await expect(page.getByTestId('fill-missing')).toHaveCount(0)
  })

  await test.step('submits; everything waits on the tablet', async () => {
    await page.getByTestId('fill-submit').click()
    await page.getByTestId('submit-declare').check()
    await page.getByTestId('submit-confirm').click()
    await expect(page.getByTestId('submit-done')).toBeVisible()
    await page.goto(`${link.url}/field/sync`)
    await expect(page.getByTestId(`pending-${story.assignment.visit}`)).toBeVisible()
  })

  await test.step('comes back online; everything is delivered', async () => {
    await goOnline(page, link)
    await expect(page.getByTestId(`pending-${story.assignment.visit}`)).toHaveCount(0, { timeout: 60_000 })
    await expect
      .poll(
        async () =>
          (await story.officer.get<{ state: string }>(`/api/visits/${story.assignment.visit}`)).state,
      )
      .toBe('SUBMITTED')
  })

  await test.step('a reviewer looks at answers and photos and accepts', async () => {
    const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    await signIn(desk, base, 'reviewer@demo')
    await desk.goto(`${base}/office/review/${story.assignment.visit}`)
    await expect(desk.getByRole('heading', { name: story.store.name })).toBeVisible()
    const image = desk.locator('aside img').first()
    await expect(image).toBeVisible()
    await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBeGreaterThan(0)
    await desk.keyboard.press('a')
    await desk.getByRole('button', { name: '确认接受' }).click()
    await expect
      .poll(
        async () =>
          (await story.officer.get<{ state: string }>(`/api/visits/${story.assignment.visit}`)).state,
      )
      .toBe('ACCEPTED')
    await desk.context().close()
  })

  const published = await test.step('the officer closes the month and publishes the board', async () => {
    const desk = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    await signIn(desk, base, 'officer@demo')
    await desk.goto(`${base}/office/rankings/${story.board.id}?month=${story.month}`)
    await desk.getByRole('button', { name: '关账', exact: true }).click()
    await desk
      .getByRole('dialog')
      .getByRole('button', { name: /^关闭 \d/ })
      .click()
    await desk.getByRole('button', { name: '发布', exact: true }).click()
    await expect(desk.getByRole('dialog')).toContainText('更正只能以修订版发布')
    await desk
      .getByRole('dialog')
      .getByRole('button', { name: /^发布给/ })
      .click()
    await expect(desk.getByText('已发布').first()).toBeVisible()
    await desk.context().close()
    return story.officer.get<Ranking>(`/api/boards/${story.board.id}/rankings/${story.month}`)
  })

  await test.step('the store manager sees the store move, and never the shopper', async () => {
    const after = rowOf(published, story.store.id)
    expect(Number(after?.score)).toBeLessThan(Number(story.before?.score))
    expect(after?.place).toBeGreaterThan(story.before?.place ?? 0)
    const place = await (await browser.newContext({ viewport: { width: 390, height: 844 } })).newPage()
    await signIn(place, base, 'manager@demo')
    await place.goto(`${base}/place?month=${story.month}`)
    await expect(place.locator('.figure .place strong').first()).toHaveText(String(after?.place))
    await place.getByText('一票否决').first().click()
    await expect(place.getByText(/搭售/).first()).toBeVisible()
    expect(await place.locator('body').innerText()).not.toContain(story.inspector.me.displayName)
    await place.context().close()
  })

  await tablet.close()
  await link.cut()
})
