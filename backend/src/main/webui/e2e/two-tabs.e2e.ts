import { expect, test, type BrowserContext, type Page, type Request } from '@playwright/test'
import { Person, type Checklist } from './support/api'
import { signIn } from './support/tablet'

interface Listed<T> {
  items: T[]
}
interface Programme {
  id: string
  kind: string
  checklistVersion: string
  startsOn: string
  endsOn: string
}
interface Pushed {
  batch: string
  operations: { id: string; kind: string; entityId: string }[]
}

const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
const isPush = (request: Request): boolean => request.url().endsWith('/api/sync/v1/push')
const pushed = (request: Request): Pushed => request.postDataJSON() as Pushed

/** An assignment of the inspector's, and the first items of its checklist that take yes or no. */
async function prepare(base: string) {
  const officer = await Person.signIn(base, 'officer@demo')
  const inspector = await Person.signIn(base, 'inspector@demo')
  const units = await officer.get<{ id: string; type: string }[]>('/api/units')
  const programmes = await officer.get<Listed<Programme>>('/api/programmes')
  const programme = programmes.items.find(
    (each) => each.kind === 'MYSTERY_VISIT' && each.startsOn <= today() && each.endsOn >= today(),
  )
  const unit = units.filter((each) => each.type === 'STORE').at(-1)
  if (!programme || !unit) throw new Error('the demo organisation has no programme or store')
  const work = { programme: programme.id, unit: unit.id, assignee: inspector.me.id }
  const made = await officer.post<Listed<{ id: string; visit: string }>>('/api/assignments', {
    assignments: [{ ...work, windowFrom: today(), windowTo: today() }],
  })
  const { document } = await officer.get<{ document: Checklist }>(
    `/api/checklists/versions/${programme.checklistVersion}`,
  )
  const items = document.sections
    .flatMap((section) => section.items)
    .filter((item) => item.type === 'YES_NO')
    .map((item) => item.id)
  const visit = made.items[0]?.visit ?? ''
  const answers = async (): Promise<Record<string, unknown>> => {
    // Until somebody writes to it there is no visit to look at.
    const found = await officer
      .get<{ document: { answers: Record<string, { value: unknown }> } | null }>(`/api/visits/${visit}`)
      .catch(() => null)
    return Object.fromEntries(
      Object.entries(found?.document?.answers ?? {}).map(([item, { value }]) => [item, value]),
    )
  }
  return { visit, items, answers }
}

const open = async (page: Page, base: string, visit: string): Promise<void> => {
  await page.goto(`${base}/field/visits/${visit}`)
}

/** The tick says that it is on the disk. */
async function answer(page: Page, item: string, value: 'YES' | 'NO'): Promise<void> {
  await page.getByTestId(`answer-${item}-${value}`).click()
  await expect(page.getByTestId(`answer-${item}-${value}`)).toHaveAttribute('aria-pressed', 'true')
}

/** The pushes of a context, with the page that sent each. */
function watch(context: BrowserContext): { page: Page; push: Pushed }[] {
  const seen: { page: Page; push: Pushed }[] = []
  context.on('request', (request) => {
    if (isPush(request)) seen.push({ page: request.frame().page(), push: pushed(request) })
  })
  return seen
}

test('of two tabs only one sends, and the other takes over', async ({ browser }) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await prepare(base)
  const [one = '', two = ''] = items
  const context = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    serviceWorkers: 'block',
  })
  const pushes = watch(context)
  const leader = await context.newPage()
  await signIn(leader, base, 'inspector@demo')
  await expect(leader.getByTestId('status-line')).toBeVisible()
  const follower = await context.newPage()
  await open(follower, base, visit)

  await answer(follower, one, 'YES')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES' })
  expect(pushes.length).toBeGreaterThan(0)
  expect(pushes.every((each) => each.page === leader)).toBe(true)

  await leader.close()
  const before = pushes.length
  await answer(follower, two, 'NO')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES', [two]: 'NO' })
  expect(pushes.slice(before).every((each) => each.page === follower)).toBe(true)
  await context.close()
})

test('a reload in the middle of a push loses nothing and doubles nothing', async ({ browser }) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await prepare(base)
  const [one = '', two = ''] = items
  const context = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    serviceWorkers: 'block',
  })
  const pushes = watch(context)
  const page = await context.newPage()
  await signIn(page, base, 'inspector@demo')
  await open(page, base, visit)
  await expect(page.getByTestId(`answer-${one}-YES`)).toBeVisible()

  let reached: () => void = () => undefined
  const stored = new Promise<void>((resolve) => (reached = resolve))
  // The server has the batch; the answer never comes to the page.
  await context.route(
    '**/api/sync/v1/push',
    async (route) => {
      await route.fetch()
      reached()
    },
    { times: 1 },
  )
  await answer(page, one, 'YES')
  await stored
  await answer(page, two, 'NO')
  await page.reload()

  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES', [two]: 'NO' })
  const [lost, again, ...rest] = pushes.map((each) => each.push)
  expect(again).toEqual(lost)
  const kinds = [again, ...rest].flatMap((push) => push?.operations ?? []).map((operation) => operation.kind)
  expect(kinds.filter((kind) => kind === 'visit.start')).toHaveLength(1)
  expect(kinds.filter((kind) => kind === 'answers.set')).toHaveLength(2)
  await page.goto(`${base}/field/sync`)
  await expect(page.getByTestId(`pending-${visit}`)).toHaveCount(0)
  await context.close()
})
