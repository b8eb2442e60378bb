/**
 * How much of a long checklist is made. At first every item is only a height; then, while the person is doing nothing,
 * each gets its place with its number and text, a block at a time, and after that its keys and fields, a few at a time.
 * What comes near goes first. Making five hundred at once would hold up every tap for seconds.
 */
import { nextTick, onScopeDispose, shallowReactive } from 'vue'

/** No more than this of the person's time at once, on whatever processor. */
const SLICE_MS = 10
/** Where the browser tells no idle time. */
const PAUSE_MS = 50
const MOST_AT_ONCE = 12

export interface Cards {
  /** Whether a block's items have their places. */
  opened: (block: string) => boolean
  /** Whether an item has its keys and fields. */
  has: (item: string) => boolean
  open: (block: string) => void
  /** Next, before all others. */
  want: (items: readonly string[]) => void
}

/** @param first how many items are made at once */
export function useCards(blocks: ReadonlyMap<string, readonly string[]>, first: number): Cards {
  const order = [...blocks.values()].flat()
  const names = [...blocks.keys()]
  const made = shallowReactive(new Set(order.slice(0, first)))
  const places = shallowReactive(new Set(names.slice(0, 1)))
  let near: string[] = []
  let next = first
  let nextBlock = 1
  let batch = 1
  /** Counts what was planned: only the last plan is carried out. */
  let turn = 0

  function take(): string[] {
    const items: string[] = []
    while (items.length < batch && near.length > 0) {
      const item = near.shift()
      if (item !== undefined && !made.has(item)) items.push(item)
    }
    while (items.length < batch && next < order.length) {
      const item = order[next]
      next += 1
      if (item !== undefined && !made.has(item)) items.push(item)
    }
    return items
  }

  function openNext(): boolean {
    const block = names[nextBlock]
    if (block === undefined) return false
    nextBlock += 1
    places.add(block)
    return true
  }

  async function make(): Promise<void> {
    if (near.length === 0 && openNext()) return plan()
    const items = take()
    const began = performance.now()
    for (const item of items) made.add(item)
    await nextTick()
    const each = (performance.now() - began) / Math.max(1, items.length)
    batch = Math.max(1, Math.min(MOST_AT_ONCE, Math.floor(SLICE_MS / Math.max(each, 0.5))))
    if (made.size < order.length) plan()
  }

  function plan(): void {
    const mine = (turn += 1)
    const go = (): void => {
      if (mine === turn) void make()
    }
    // What is near is waited for; the rest is not.
    if (near.length > 0) requestAnimationFrame(go)
    else if ('requestIdleCallback' in window) window.requestIdleCallback(go)
    else setTimeout(go, PAUSE_MS)
  }

  onScopeDispose(() => {
    turn = Infinity
  })
  plan()
  return {
    opened: (block) => places.has(block),
    has: (item) => made.has(item),
    open: (block) => places.add(block),
    want(items) {
      near = [...items.filter((item) => !made.has(item)), ...near]
      if (near.length > 0) plan()
    },
  }
}
