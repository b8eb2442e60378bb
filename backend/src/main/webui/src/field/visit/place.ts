/**
 * Where in a visit the person is: kept while they read and write, and found again after the app was closed or killed.
 */
import type { AccountDb } from '@/db/accountDb'

export interface Place {
  /** The item at the top of the screen. */
  item: string
  /** Its distance from the top, in pixels. */
  top: number
}

/** What a page keeps of a visit beside the answers. */
export interface PageState {
  place?: Place
  /** What stands in a field and is no answer, by item: a number out of range, half a number. */
  typing?: Record<string, string>
}

const keyOf = (visit: string): string => `page:${visit}`

export async function readPage(db: AccountDb, visit: string): Promise<PageState> {
  return (await db.read<PageState>(keyOf(visit))) ?? {}
}

export async function keepPage(db: AccountDb, visit: string, change: PageState): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    await db.write(keyOf(visit), { ...(await readPage(db, visit)), ...change })
  })
}

/** What stands in a field and is no answer; null when there is nothing of the kind any more. */
export async function keepTyping(
  db: AccountDb,
  visit: string,
  item: string,
  text: string | null,
): Promise<void> {
  await db.transaction('rw', db.meta, async () => {
    const page = await readPage(db, visit)
    const { [item]: before, ...others } = page.typing ?? {}
    if ((before ?? null) === text) return
    await db.write(keyOf(visit), { ...page, typing: text === null ? others : { ...others, [item]: text } })
  })
}

export async function forgetPage(db: AccountDb, visit: string): Promise<void> {
  await db.meta.delete(keyOf(visit))
}

/** The item at the top of the screen and how far down it is, below the bar. */
export function placeNow(list: HTMLElement, bar: number): Place | null {
  const box = list.getBoundingClientRect()
  const x = box.left + box.width / 2
  // Between two cards is nothing: a little further down is the next.
  for (const down of [8, 40]) {
    const card = document.elementFromPoint(x, bar + down)?.closest<HTMLElement>('[data-item]')
    if (card?.dataset['item'])
      return { item: card.dataset['item'], top: Math.round(card.getBoundingClientRect().top) }
  }
  return null
}

/** What scrolls: the window on a phone, the right pane on a tablet. */
export const scrollerOf = (element: HTMLElement): Element =>
  element.closest('.wide .work') ?? document.scrollingElement ?? document.documentElement

const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))

/**
 * Brings a card to that distance from the top and keeps it there while what is above it takes its real height: cards
 * that were never on the screen only have a likely one.
 */
export async function bringTo(card: HTMLElement, top: number): Promise<void> {
  const scroller = scrollerOf(card)
  let still = 0
  for (let frames = 0; frames < 30 && still < 3; frames += 1) {
    const off = card.getBoundingClientRect().top - top
    const before = scroller.scrollTop
    if (Math.abs(off) > 1) scroller.scrollTop = before + off
    still = Math.abs(scroller.scrollTop - before) < 1 ? still + 1 : 0
    await frame()
  }
}
