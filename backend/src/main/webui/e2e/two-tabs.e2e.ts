import { expect, test } from '@playwright/test'
import { signIn } from './support/tablet'
import { answerYesNo, assignVisit, watchPushes } from './support/visit'

test('of two tabs only one sends, and the other takes over', async ({ browser }) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const [one = '', two = ''] = items.map((item) => item.id)
  const context = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    serviceWorkers: 'block',
  })
  const pushes = watchPushes(context)
  const leader = await context.newPage()
  await signIn(leader, base, 'inspector@demo')
  await expect(leader.getByTestId('status-line')).toBeVisible()
  const follower = await context.newPage()
  await follower.goto(`${base}/field/visits/${visit}`)

  await answerYesNo(follower, one, 'YES')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES' })
  expect(pushes.length).toBeGreaterThan(0)
  expect(pushes.every((each) => each.page === leader)).toBe(true)

  await leader.close()
  const before = pushes.length
  await answerYesNo(follower, two, 'NO')
  await expect.poll(answers, { timeout: 60_000 }).toEqual({ [one]: 'YES', [two]: 'NO' })
  expect(pushes.slice(before).every((each) => each.page === follower)).toBe(true)
  await context.close()
})

test('a reload in the middle of a push loses nothing and doubles nothing', async ({ browser }) => {
  const base = process.env['PLUMBLINE_URL'] ?? ''
  const { visit, items, answers } = await assignVisit(base)
  const [one = '', two = ''] = items.map((item) => item.id)
  const context = await browser.newContext({
    viewport: { width: 820, height: 1180 },
    serviceWorkers: 'block',
  })
  const pushes = watchPushes(context)
  const page = await context.newPage()
  await signIn(page, base, 'inspector@demo')
  await page.goto(`${base}/field/visits/${visit}`)
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
  await answerYesNo(page, one, 'YES')
  await stored
  await answerYesNo(page, two, 'NO')
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
