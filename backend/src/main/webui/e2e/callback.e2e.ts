import { expect, test, type Page } from '@playwright/test'
import { Person, type Checklist, type Item } from './support/api'
import { look } from './support/barriers'
import { installed, signIn } from './support/tablet'

/**
 * An installer's callbacks (CBK-2, CBK-3): the customer rates on the installer's phone, which nothing but the PIN
 * leaves; or is called, and what came of it is recorded.
 */
const base = (): string => process.env['PLUMBLINE_URL'] ?? ''
const NUMBER = '14300001234'
const NAME = '欧阳先生'
const PIN = '2580'

interface Listed<T> {
  items: T[]
}
interface Visit {
  state: string
  score: string | null
  collected: string | null
  document: { attempts?: { channel: string; outcome: string }[]; answers: object; photos: unknown[] }
}
interface Given {
  officer: Person
  assignment: string
  visit: string
  items: Map<string, Item>
  stored: () => Promise<Visit | null>
}

const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

async function assignCallback(): Promise<Given> {
  const officer = await Person.signIn(base(), 'officer@demo')
  const installer = await Person.signIn(base(), 'installer@demo')
  const programmes =
    await officer.get<
      Listed<{ id: string; kind: string; checklistVersion: string; startsOn: string; endsOn: string }>
    >('/api/programmes')
  const programme = programmes.items.find(
    (each) => each.kind === 'INSTALLER_CALLBACK' && each.startsOn <= today() && each.endsOn >= today(),
  )
  // The team and the installer as the demo's own callbacks have them.
  const work = await installer.get<Listed<{ unit: { id: string }; subjectStaff: { id: string } | null }>>(
    '/api/assignments/mine?state=ASSIGNED&limit=100',
  )
  const like = work.items.find((each) => each.subjectStaff !== null)
  if (!programme || !like?.subjectStaff) throw new Error('the demo organisation has no callbacks')
  const made = await officer.post<Listed<{ id: string; visit: string }>>('/api/assignments', {
    assignments: [
      {
        ...{ programme: programme.id, unit: like.unit.id, assignee: installer.me.id },
        subjectStaff: like.subjectStaff.id,
        ...{ windowFrom: today(), windowTo: today() },
        serviceEvent: {
          number: 'ZW-E2E',
          product: '千兆宽带',
          customer: NAME,
          phone: NUMBER,
          finishedOn: today(),
        },
      },
    ],
  })
  const checklist = await officer.get<{ document: Checklist }>(
    `/api/checklists/versions/${programme.checklistVersion}`,
  )
  const items = checklist.document.sections.flatMap((section) => section.items)
  const { id = '', visit = '' } = made.items[0] ?? {}
  return {
    ...{ officer, assignment: id, visit },
    items: new Map(items.map((item) => [item.id, item])),
    stored: () => officer.get<Visit>(`/api/visits/${visit}`).catch(() => null),
  }
}

async function opened(page: Page, { assignment }: Given): Promise<void> {
  await page.getByTestId(`assignment-${assignment}`).click()
  await page.getByTestId('callback-standing').waitFor()
  await expect(page.locator('body')).not.toContainText(NUMBER)
  await expect(page.locator('body')).not.toContainText(NAME)
}

async function typePin(page: Page, digits: string): Promise<void> {
  for (const digit of digits) await page.getByTestId(`pin-${digit}`).click()
  await page.getByTestId('pin-done').click()
}

const question = async (page: Page): Promise<string> =>
  (await page.locator('[data-testid^="question-"]').getAttribute('data-testid'))?.slice('question-'.length) ??
  ''

/** Answers what is on the screen and waits for what comes next. */
async function answerOne(page: Page, items: Map<string, Item>): Promise<void> {
  const id = await question(page)
  const item = items.get(id)
  if (item?.type === 'RATING') await page.getByTestId(`rate-${item.scale?.max ?? 5}`).click()
  else if (item?.type === 'YES_NO') {
    const inverted = Number(item.outcomes?.['YES'] ?? 1) < Number(item.outcomes?.['NO'] ?? 0)
    await page.getByTestId(`answer-${id}-${inverted ? 'NO' : 'YES'}`).click()
  } else if (item?.type === 'SINGLE') await page.getByTestId(`answer-${id}-${item.options?.[0]?.id}`).click()
  else {
    if (item?.type === 'SIGNATURE') await sign(page)
    await page.getByTestId('customer-next').click()
  }
  await expect(page.getByTestId(`question-${id}`)).toHaveCount(0)
}

async function sign(page: Page): Promise<void> {
  await page.getByTestId('customer-sign').click()
  const box = await page.locator('canvas').boundingBox()
  if (!box) throw new Error('no canvas')
  await page.mouse.move(box.x + 40, box.y + 120)
  await page.mouse.down()
  await page.mouse.move(box.x + 120, box.y + 60, { steps: 5 })
  await page.mouse.move(box.x + 220, box.y + 140, { steps: 5 })
  await page.mouse.up()
  await page.getByRole('dialog').getByRole('button', { name: '确定' }).click()
  await expect(page.getByTestId('customer-sign')).toContainText('已签名')
}

test('the customer rates on the installer’s phone without a network, and only the PIN takes it back', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const given = await assignCallback()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  const page = await context.newPage()
  await signIn(page, base(), 'installer@demo')
  await installed(page)
  const barriers: string[] = []
  await opened(page, given)
  barriers.push(...(await look(page, 'callback')))
  await context.setOffline(true)

  await page.getByTestId('callback-hand-over').click()
  await page.getByTestId('pin-setup').waitFor()
  barriers.push(...(await look(page, 'choose a PIN')))
  await typePin(page, '1234')
  await expect(page.getByRole('alert')).toContainText('太容易猜到')
  await typePin(page, PIN)
  await typePin(page, PIN)
  await page.getByTestId('customer-begin').waitFor()
  await expect(page.getByTestId('tab-today')).toHaveCount(0)
  barriers.push(...(await look(page, 'welcome')))
  await page.getByTestId('customer-begin').click()

  for (let i = 0; i < 3; i += 1) await answerOne(page, given.items)
  barriers.push(...(await look(page, 'question')))
  const there = await question(page)
  await page.reload()
  await expect(page.getByTestId(`question-${there}`)).toBeVisible()
  await page.goBack()
  await expect(page.getByTestId(`question-${there}`)).toBeVisible()
  await page.goto(`${base()}/field/sync`)
  await expect(page.getByTestId(`question-${there}`)).toBeVisible()
  await expect(page.getByTestId('tab-today')).toHaveCount(0)

  const thanks = page.getByTestId('customer-thanks')
  for (let i = 0; i < given.items.size && !(await thanks.isVisible()); i += 1) {
    await answerOne(page, given.items)
  }
  await expect(thanks).toBeVisible()
  barriers.push(...(await look(page, 'thanks')))
  await page.getByTestId('customer-done').click()
  await typePin(page, '9137')
  await expect(page.getByTestId('pin-gate').getByRole('alert')).toContainText('4')
  barriers.push(...(await look(page, 'PIN')))
  await page.reload()
  await expect(thanks).toBeVisible()
  await page.getByTestId('customer-done').click()
  await typePin(page, PIN)
  await page.getByTestId('callback-check').click()
  await page.getByTestId('submit-declare').check()
  await page.getByTestId('submit-confirm').click()
  await page.getByTestId('submit-done').waitFor()
  expect(await given.stored()).toBeNull()

  await context.setOffline(false)
  await expect.poll(async () => (await given.stored())?.state, { timeout: 60_000 }).toBe('SUBMITTED')
  const stored = await given.stored()
  expect(stored?.collected).toBe('SELF_COLLECTED')
  expect(stored?.score).toBe('100.00')
  expect(stored?.document.attempts?.map(({ channel, outcome }) => [channel, outcome])).toEqual([
    ['ON_SITE', 'REACHED'],
  ])
  expect(stored?.document.photos).toHaveLength(1)
  expect(barriers).toEqual([])
  await context.close()
})

test('a call that nobody answers, then a refusal: recorded, without a score, the number nobody else’s', async ({
  browser,
}) => {
  test.setTimeout(300_000)
  const given = await assignCallback()
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  const page = await context.newPage()
  await signIn(page, base(), 'installer@demo')
  await opened(page, given)
  await page.getByTestId('callback-call').click()
  await expect(page.getByTestId('callback-script')).toContainText('1')
  await expect(page.getByTestId('callback-dial')).toContainText('143****1234')
  const barriers = await look(page, 'call')
  await page.getByTestId('callback-dial').click()
  await expect(page.getByTestId('callback-number')).toHaveAttribute('href', `tel:${NUMBER}`)
  await page.getByTestId('outcome-NO_ANSWER').click()
  await expect(page.getByTestId('callback-standing')).toContainText('还可试 3 次')

  await page.getByTestId('callback-call').click()
  await expect(page.getByTestId('callback-same-part')).toBeVisible()
  await page.getByTestId('outcome-CALL_LATER').click()
  barriers.push(...(await look(page, 'call later')))
  await page.getByTestId('later-open').click()
  await expect(page.getByTestId('callback-standing')).toContainText('还可试 3 次')
  await page.getByTestId('callback-call').click()
  await page.getByTestId('outcome-REFUSED').click()
  await expect(page.getByTestId('callback-standing')).toContainText('客户拒访，不计分')
  barriers.push(...(await look(page, 'refused')))
  await page.getByTestId('callback-submit').click()

  await expect.poll(async () => (await given.stored())?.state, { timeout: 60_000 }).toBe('SUBMITTED')
  const stored = await given.stored()
  expect(stored?.score).toBeNull()
  expect(stored?.document.attempts?.map(({ outcome }) => outcome)).toEqual([
    'NUMBER_SHOWN',
    'NO_ANSWER',
    'CALL_LATER',
    'REFUSED',
  ])
  for (const path of [`/api/assignments/${given.assignment}`, `/api/visits/${given.visit}`]) {
    expect(JSON.stringify(await given.officer.get(path))).not.toContain(NUMBER)
  }
  expect(barriers).toEqual([])
  await context.close()
})
