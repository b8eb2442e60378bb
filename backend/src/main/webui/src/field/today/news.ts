/**
 * What the office did to a person's list since they last looked: given, changed, taken back. The list as it was seen is
 * kept on the tablet; nothing of this goes to the server. An assignment counts as seen once it was opened or the whole
 * list was acknowledged, not when it scrolled by.
 */
import type { AccountDb } from '@/db/accountDb'
import type { Assignment } from '@/sync/wire'
import { loadToday, type TodayCard } from './today'

/** An assignment as the person knew it. */
export interface Seen {
  unit: string
  place: string
  programme: Assignment['programme']['name']
  windowFrom: string
  windowTo: string
  checklist: string
  /** Nothing was left to be done: that it goes is no news. */
  over: boolean
}

export type Change = 'window' | 'place' | 'checklist'

export interface Withdrawn {
  id: string
  unit: string
  programme: Assignment['programme']['name']
}

export interface News {
  fresh: Set<string>
  changed: Map<string, Change[]>
  withdrawn: Withdrawn[]
}

export type SeenList = Record<string, Seen>

const KEY = 'seenAssignments'
const WITHDRAWN: TodayCard['state'][] = ['cancelled', 'gone']
const OPEN: TodayCard['state'][] = ['todo', 'started', 'returned']

function seenAs({ assignment, state }: TodayCard): Seen {
  const { unit, programme, windowFrom, windowTo, checklist } = assignment
  return {
    unit: unit.name,
    place: [unit.id, unit.address ?? '', unit.lat ?? '', unit.lon ?? ''].join('\n'),
    programme: programme.name,
    windowFrom,
    windowTo,
    checklist,
    over: !OPEN.includes(state),
  }
}

/** Null while there is nothing to compare with: the first list is not news. */
export function newsOf(seen: SeenList | undefined, cards: readonly TodayCard[]): News | null {
  if (!seen) return null
  const news: News = { fresh: new Set(), changed: new Map(), withdrawn: [] }
  const here = new Set<string>()
  for (const card of cards) {
    const { id } = card.assignment
    here.add(id)
    const before = seen[id]
    const open = OPEN.includes(card.state)
    if (before === undefined) {
      // What was begun on another tablet of the same person is not new to them.
      if (card.state === 'todo') news.fresh.add(id)
    } else if (open) {
      const changes = changesBetween(before, seenAs(card))
      if (changes.length > 0) news.changed.set(id, changes)
    } else if (WITHDRAWN.includes(card.state) && !before.over) {
      news.withdrawn.push({ id, unit: before.unit, programme: before.programme })
    }
  }
  for (const [id, { unit, programme, over }] of Object.entries(seen)) {
    if (!here.has(id) && !over) news.withdrawn.push({ id, unit, programme })
  }
  return news
}

function changesBetween(before: Seen, now: Seen): Change[] {
  const changes: Change[] = []
  if (before.windowFrom !== now.windowFrom || before.windowTo !== now.windowTo) changes.push('window')
  if (before.place !== now.place || before.unit !== now.unit) changes.push('place')
  if (before.checklist !== now.checklist) changes.push('checklist')
  return changes
}

export const readSeen = (db: AccountDb): Promise<SeenList | undefined> => db.read<SeenList>(KEY)

/** The whole list as it stands is known now. */
export const acknowledge = (db: AccountDb, cards: readonly TodayCard[]): Promise<void> =>
  db.write(KEY, Object.fromEntries(cards.map((card) => [card.assignment.id, seenAs(card)])))

/** What a list says of work that the person did or that ended by itself is known without being looked at. */
export function followOwnWork(seen: SeenList, cards: readonly TodayCard[]): SeenList | null {
  let next: SeenList | null = null
  for (const card of cards) {
    const { id } = card.assignment
    const before = seen[id]
    const now = seenAs(card)
    const known = before !== undefined || card.state !== 'todo'
    if (!known || WITHDRAWN.includes(card.state) || before?.over === now.over) continue
    next ??= { ...seen }
    next[id] = before === undefined ? now : { ...before, over: now.over }
  }
  return next
}

/** The assignment of this visit was opened. */
export async function acknowledgeVisit(db: AccountDb, visit: string): Promise<void> {
  const { open, finished } = await loadToday(db)
  const card = [...open, ...finished].find((each) => each.assignment.visit === visit)
  if (!card) return
  await db.transaction('rw', db.meta, async () => {
    const seen = await readSeen(db)
    if (seen) await db.write(KEY, { ...seen, [card.assignment.id]: seenAs(card) })
  })
}

/** Begins the comparison when the first list is whole, and keeps it true about the person's own work. */
export async function keepSeen(
  db: AccountDb,
  list: { cards: readonly TodayCard[]; asOf: string | null },
): Promise<void> {
  if (list.asOf === null) return
  await db.transaction('rw', db.meta, async () => {
    const seen = await readSeen(db)
    if (!seen) return acknowledge(db, list.cards)
    const next = followOwnWork(seen, list.cards)
    if (next) await db.write(KEY, next)
  })
}
