/**
 * What the items of a visit stand for, kept as answers come: an answer costs its own item and those whose conditions
 * look at it, not the whole checklist (P10).
 */
import { missingOf, type Missing } from '@/checklist/completeness'
import type { ChecklistDocument, Item, VisitContent } from '@/checklist/document'
import { evaluateItem, referredItems, type Evaluated } from '@/checklist/evaluation'

export interface Standing {
  entry: Evaluated
  needs: Missing[]
  done: boolean
}

export interface SectionProgress {
  done: number
  total: number
}

export class Tally {
  /** In document order, as scores want it. */
  readonly evaluation = new Map<string, Evaluated>()
  private readonly standings = new Map<string, Standing>()
  private readonly items = new Map<string, Item>()
  private readonly position = new Map<string, number>()
  private readonly sectionOf = new Map<string, string>()
  /** By item, those whose conditions look at it. */
  private readonly dependents = new Map<string, string[]>()

  constructor(private readonly checklist: ChecklistDocument) {
    for (const section of checklist.sections) {
      for (const item of section.items) {
        this.position.set(item.id, this.items.size)
        this.items.set(item.id, item)
        this.sectionOf.set(item.id, section.id)
        for (const other of item.visibleWhen ? new Set(referredItems(item.visibleWhen)) : [])
          this.dependents.set(other, [...(this.dependents.get(other) ?? []), item.id])
      }
    }
  }

  /** Whether an answer to it may bring other items in or take them away. */
  decides(item: string): boolean {
    return this.dependents.has(item)
  }

  standing(item: string): Standing | undefined {
    return this.standings.get(item)
  }

  /** Looks at these items again, and at those that hang on them; gives all it looked at, in document order. */
  update(content: VisitContent, changed: Iterable<string>): string[] {
    const looked: string[] = []
    // Conditions look back only (CHK-6), so one pass in document order meets each item once.
    const waiting = new Set(changed)
    while (waiting.size > 0) {
      const id = this.firstOf(waiting)
      waiting.delete(id)
      const item = this.items.get(id)
      if (!item) continue
      looked.push(id)
      this.look(item, content)
      for (const dependent of this.dependents.get(id) ?? []) waiting.add(dependent)
    }
    return looked
  }

  /** Everything anew. */
  begin(content: VisitContent): string[] {
    for (const item of this.items.values()) this.look(item, content)
    return [...this.items.keys()]
  }

  private look(item: Item, content: VisitContent): void {
    const entry = evaluateItem(item, content, this.evaluation)
    const needs = missingOf(entry, content)
    const done = needs.length === 0 && (entry.state === 'ANSWERED' || entry.state === 'NA')
    this.evaluation.set(item.id, entry)
    this.standings.set(item.id, { entry, needs, done })
  }

  get missing(): Missing[] {
    return [...this.standings.values()].flatMap((standing) => standing.needs)
  }

  get sections(): Record<string, SectionProgress> {
    const sections: Record<string, SectionProgress> = {}
    for (const { id } of this.checklist.sections) sections[id] = { done: 0, total: 0 }
    for (const [id, { entry, done }] of this.standings) {
      const progress = sections[this.sectionOf.get(id) ?? '']
      if (!progress || entry.state === 'HIDDEN') continue
      progress.total += 1
      if (done) progress.done += 1
    }
    return sections
  }

  private firstOf(ids: ReadonlySet<string>): string {
    let first = ''
    let lowest = Infinity
    for (const id of ids) {
      const at = this.position.get(id) ?? -1
      if (at < lowest) [first, lowest] = [id, at]
    }
    return first
  }
}
