/**
 * What a person changed in one visit while its page is open, and how each change is taken back. Taking back is a change
 * like any other: it is written, sent and merged, so nothing that was sent is ever unsaid.
 */
import { shallowRef } from 'vue'

export interface Change {
  item: string
  /** `typed` grows with every stroke; strokes at one field that follow each other are one change. */
  kind: 'chosen' | 'typed' | 'photo'
  field: 'answer' | 'note' | 'photo'
  at: number
  /** Whether it is still what stands there: another device or tab may have written since. */
  stands: () => boolean
  takeBack: () => Promise<void>
}

/** More than anybody remembers. */
const MOST = 50
/** Who comes back to a text after this long makes another change. */
const ONE_GO_MS = 30_000

export class Changes {
  /** What would be taken back next. */
  readonly last = shallowRef<Change | null>(null)
  private list: Change[] = []

  note(change: Change): void {
    const before = this.list.at(-1)
    const goesOn =
      before !== undefined &&
      change.kind === 'typed' &&
      before.kind === 'typed' &&
      before.item === change.item &&
      before.field === change.field &&
      change.at - before.at < ONE_GO_MS
    // Back to what stood there before the first stroke.
    const noted = goesOn ? { ...change, takeBack: before.takeBack } : change
    this.list = [...(goesOn ? this.list.slice(0, -1) : this.list), noted].slice(-MOST)
    this.last.value = noted
  }

  /** Takes the last change back that still stands; gives its item. Nothing is forgotten when that fails. */
  async takeBack(): Promise<string | null> {
    this.settle()
    const change = this.last.value
    if (!change) return null
    await change.takeBack()
    this.list = this.list.filter((each) => each !== change)
    this.last.value = this.list.at(-1) ?? null
    return change.item
  }

  /** Forgets what others wrote over. */
  settle(): void {
    const standing = this.list.filter((each, index) => index < this.list.length - 1 || each.stands())
    if (standing.length === this.list.length) return
    this.list = standing
    this.last.value = standing.at(-1) ?? null
    this.settle()
  }
}
