import { expect, type BrowserContext, type Page, type Request } from '@playwright/test'
import { Person, type Checklist, type Item } from './api'

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
interface Document {
  answers: Record<string, { value: unknown; op: string }>
  photos: { sha256: string; op: string }[]
}
export interface Pushed {
  batch: string
  operations: { id: string; kind: string; entityId: string }[]
}

const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** What a story needs of an assignment that is made for it: what can be answered, and what the office sees of it. */
export interface Assigned {
  officer: Person
  visit: string
  /** Items that take yes or no. */
  items: Item[]
  document: () => Promise<Document | null>
  answers: () => Promise<Record<string, unknown>>
}

/** An assignment of the inspector's for today. */
export async function assignVisit(base: string): Promise<Assigned> {
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
  const checklist = await officer.get<{ document: Checklist }>(
    `/api/checklists/versions/${programme.checklistVersion}`,
  )
  const items = checklist.document.sections
    .flatMap((section) => section.items)
    .filter((item) => item.type === 'YES_NO')
  const visit = made.items[0]?.visit ?? ''
  const document = async (): Promise<Document | null> => {
    // Until somebody writes to it there is no visit to look at.
    const found = await officer.get<{ document: Document | null }>(`/api/visits/${visit}`).catch(() => null)
    return found?.document ?? null
  }
  const answers = async (): Promise<Record<string, unknown>> =>
    Object.fromEntries(
      Object.entries((await document())?.answers ?? {}).map(([item, { value }]) => [item, value]),
    )
  return { officer, visit, items, document, answers }
}

/** The key that is pressed in says that it is on the disk. */
export async function answerYesNo(page: Page, item: string, value: 'YES' | 'NO'): Promise<void> {
  await page.getByTestId(`answer-${item}-${value}`).click()
  await expect(page.getByTestId(`answer-${item}-${value}`)).toHaveAttribute('aria-pressed', 'true')
}

export const isPush = (request: Request): boolean => request.url().endsWith('/api/sync/v1/push')

/** The pushes of a context, with the page that sent each. */
export function watchPushes(context: BrowserContext): { page: Page; push: Pushed }[] {
  const seen: { page: Page; push: Pushed }[] = []
  context.on('request', (request) => {
    if (isPush(request)) seen.push({ page: request.frame().page(), push: request.postDataJSON() as Pushed })
  })
  return seen
}

/** Exports what is not sent, on the sync page; where the file lies. */
export async function exportWork(page: Page, phrase: string): Promise<string> {
  await page.getByTestId('sync-export').click()
  await page.getByTestId('export-phrase').fill(phrase)
  await page.getByTestId('export-again').fill(phrase)
  const downloading = page.waitForEvent('download')
  await page.getByTestId('export-write').click()
  return (await downloading).path()
}
