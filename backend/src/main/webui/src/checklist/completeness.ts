import {
  answeredByFiles,
  type ChecklistDocument,
  type EvidenceKind,
  type Item,
  type VisitContent,
} from './document'
import { evaluate, type Evaluated, type Evaluation } from './evaluation'

export interface Missing {
  item: string
  kind: 'ANSWER' | 'PHOTO' | 'NOTE' | 'SIGNATURE'
  needed: number
  have: number
}

/**
 * What a visit still lacks (CHK-5), in document order and for one item in the order answer, photo, note, signature.
 * Hidden items and items answered with N/A lack nothing; evidence asked for always is asked for as soon as the item is
 * required or answered.
 */
export function missing(
  checklist: ChecklistDocument,
  content: VisitContent,
  evaluation: Evaluation = evaluate(checklist, content),
): Missing[] {
  const all: Missing[] = []
  for (const entry of evaluation.values()) all.push(...missingOf(entry, content))
  return all
}

export function missingOf(entry: Evaluated, content: VisitContent): Missing[] {
  const { item } = entry
  const answered = entry.state === 'ANSWERED'
  if (!answered && !(entry.state === 'UNANSWERED' && item.required !== false)) return []
  const list: Missing[] = []
  const add = (kind: Missing['kind'], needed: number, have: number): void => {
    if (have < needed) list.push({ item: item.id, kind, needed, have })
  }
  add('ANSWER', !answered && !answeredByFiles(item) ? 1 : 0, 0)
  add('PHOTO', photosNeeded(item, entry.failed), content.photos?.[item.id] ?? 0)
  add(
    'NOTE',
    needed(item, entry.failed, 'NOTE', false),
    (content.notes?.[item.id] ?? '').trim() === '' ? 0 : 1,
  )
  add(
    'SIGNATURE',
    needed(item, entry.failed, 'SIGNATURE', item.type === 'SIGNATURE'),
    content.signatures?.[item.id] ?? 0,
  )
  return list
}

/** How many photos an answered item asks for. */
export const photosNeeded = (item: Item, failed: boolean): number =>
  needed(item, failed, 'PHOTO', item.type === 'PHOTO')

function needed(item: Item, failed: boolean, kind: EvidenceKind, isTheAnswer: boolean): number {
  let count = isTheAnswer ? 1 : 0
  for (const evidence of item.evidence ?? []) {
    if (evidence.kind !== kind) continue
    if (evidence.when === 'ALWAYS' || failed) count = Math.max(count, evidence.count ?? 1)
  }
  return count
}
