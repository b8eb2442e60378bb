import { missing } from '@/checklist/completeness'
import type { ChecklistDocument, VisitContent } from '@/checklist/document'
import { evaluate } from '@/checklist/evaluation'
import { tablesOf, thingsIn, type AccountDb, type OutboxEntry } from '@/db/accountDb'
import { projectVisit, type VisitView } from '@/sync/overlay'
import { effectiveStatus } from '@/sync/receipts'
import type { ClockOffset } from '@/sync/session'
import type { Assignment, AssignmentState, VisitDocument } from '@/sync/wire'
import { stateOf } from '../visit/state'

export type CardState =
  | 'todo'
  | 'started'
  | 'returned'
  | 'submittedHere'
  | 'submitted'
  | 'accepted'
  | 'cancelled'
  | 'gone'
  | 'expired'

export interface TodayCard {
  assignment: Assignment
  state: CardState
  done: number
  total: number
  missing: number
  unsent: number
  conflicts: number
  /** The checklist has not come yet: nothing to fill in. */
  ready: boolean
}

export interface TodayList {
  open: TodayCard[]
  finished: TodayCard[]
  asOf: string | null
}

/** The assignments on this device, those to work on first by their last day. */
export async function loadToday(db: AccountDb): Promise<TodayList> {
  return db.transaction('r', tablesOf(db), async () => {
    const rows = await db.rows.where('entity').equals('assignment').toArray()
    const operations = grouped(await db.outbox.orderBy('order').toArray())
    const edits = grouped(await db.edits.toArray())
    const media = grouped(await db.media.toArray())
    const cards: TodayCard[] = []
    for (const row of rows) {
      const assignment = row.body as Assignment
      const { visit } = assignment
      const document = (await db.rows.get(['visit', visit]))?.body as VisitDocument | undefined
      const checklist = (await db.rows.get(['checklist', assignment.checklist]))?.body as
        ChecklistDocument | undefined
      const sources = { operations: operations.get(visit) ?? [], edits: edits.get(visit) ?? [] }
      const view = projectVisit({ document: document ?? null, ...sources, media: media.get(visit) ?? [] })
      const unsent = sources.edits.length + waitingThings(sources.operations)
      const files = (media.get(visit) ?? []).filter((entry) => entry.state !== 'done').length
      cards.push({
        assignment,
        state: row.gone ? 'gone' : cardState(stateOf(assignment, document ?? null), view, unsent),
        ...progressOf(checklist, view),
        unsent: unsent + files,
        conflicts: [...view.answers.values()].filter((answer) => answer.heads.length > 0).length,
        ready: checklist !== undefined,
      })
    }
    const finished = (card: TodayCard): boolean =>
      !['todo', 'started', 'returned', 'gone'].includes(card.state)
    cards.sort(byUrgency)
    return {
      open: cards.filter((card) => !finished(card)),
      finished: cards.filter(finished),
      asOf: (await db.read<string>('asOf')) ?? null,
    }
  })
}

const ORDER: CardState[] = ['returned', 'started', 'todo']

function byUrgency(a: TodayCard, b: TodayCard): number {
  const rank = (card: TodayCard): number =>
    (ORDER.indexOf(card.state) + ORDER.length + 1) % (ORDER.length + 1)
  if (rank(a) !== rank(b)) return rank(a) - rank(b)
  const left = a.assignment.windowTo + a.assignment.unit.name
  const right = b.assignment.windowTo + b.assignment.unit.name
  return left < right ? -1 : left > right ? 1 : 0
}

function cardState(state: AssignmentState, view: VisitView, unsent: number): CardState {
  if (view.submittedHere) return state === 'SUBMITTED' ? 'submitted' : 'submittedHere'
  switch (state) {
    case 'SUBMITTED':
      return 'submitted'
    case 'ACCEPTED':
      return 'accepted'
    case 'RETURNED':
      return 'returned'
    case 'CANCELLED':
      return 'cancelled'
    case 'EXPIRED':
      return 'expired'
    case 'REASSIGNED':
      return 'gone'
    case 'IN_PROGRESS':
      return 'started'
    case 'ASSIGNED':
      return unsent > 0 || view.answers.size > 0 ? 'started' : 'todo'
    default:
      return 'todo'
  }
}

function progressOf(
  checklist: ChecklistDocument | undefined,
  view: VisitView,
): Pick<TodayCard, 'done' | 'total' | 'missing'> {
  if (!checklist) return { done: 0, total: 0, missing: 0 }
  const content = contentOf(view)
  const evaluation = evaluate(checklist, content)
  const lacking = missing(checklist, content, evaluation)
  const incomplete = new Set(lacking.map((each) => each.item))
  let done = 0
  let total = 0
  for (const [id, entry] of evaluation) {
    if (entry.state === 'HIDDEN') continue
    total += 1
    if (entry.state !== 'UNANSWERED' && !incomplete.has(id)) done += 1
  }
  return { done, total, missing: lacking.length }
}

export function contentOf(view: VisitView): VisitContent {
  const photos: Record<string, number> = {}
  const signatures: Record<string, number> = {}
  for (const photo of view.photos) {
    if (photo.item === null) continue
    const counts = photo.purpose === 'SIGNATURE' ? signatures : photos
    counts[photo.item] = (counts[photo.item] ?? 0) + 1
  }
  const notes = [...view.notes].map(([id, note]) => [id, typeof note.value === 'string' ? note.value : null])
  return {
    answers: Object.fromEntries([...view.answers].map(([id, answer]) => [id, answer.value])),
    notes: Object.fromEntries(notes) as Record<string, string | null>,
    photos,
    signatures,
  }
}

function grouped<T extends { visit: string }>(entries: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const entry of entries) {
    const group = groups.get(entry.visit)
    if (group) group.push(entry)
    else groups.set(entry.visit, [entry])
  }
  return groups
}

const waitingThings = (operations: OutboxEntry[]): number =>
  operations
    .filter((entry) => entry.state !== 'final')
    .reduce((sum, entry) => sum + thingsIn(entry.content), 0)

export interface Delivery {
  delivered: number
  total: number
  unsent: number
  /** With the office: held or parked. */
  attention: number
}

/** What was written since midnight and how much of it the server has confirmed. */
export async function loadDelivery(db: AccountDb): Promise<Delivery> {
  return db.transaction('r', db.outbox, db.edits, db.media, db.meta, async () => {
    // What arrived is told in the server's time, and midnight here in the tablet's.
    const ahead = (await db.read<ClockOffset>('clockOffset'))?.ms ?? 0
    const midnight = new Date().setHours(0, 0, 0, 0) + ahead
    const operations = await db.outbox.toArray()
    const edits = await db.edits.toArray()
    const media = await db.media.toArray()
    const files = new Set(media.filter((entry) => entry.state !== 'done').map((entry) => entry.id))
    for (const { content, state } of operations) {
      if (state !== 'final' && content.kind === 'photo.add') files.add(content.photo.id)
    }
    const waiting = operations.filter((entry) => entry.state !== 'final')
    const sum = (entries: OutboxEntry[]): number =>
      entries.reduce((total, entry) => total + thingsIn(entry.content), 0)
    const arrived = operations.filter(
      (entry) => entry.state === 'final' && (entry.receivedAt ?? 0) >= midnight,
    )
    const filesToday = media.filter((entry) => entry.state === 'done' && (entry.doneAt ?? 0) >= midnight)
    const delivered = sum(arrived) + filesToday.filter((entry) => !files.has(entry.id)).length
    const unsent = edits.length + sum(waiting) + files.size
    const attention = operations.filter((entry) =>
      ['parked', 'held'].includes(effectiveStatus(entry) ?? ''),
    ).length
    return { delivered, total: delivered + unsent, unsent, attention }
  })
}
