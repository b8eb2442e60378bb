import {
  isComparable,
  isNotApplicable,
  isScored,
  type AnswerValue,
  type ChecklistDocument,
  type Condition,
  type Item,
  type VisitContent,
} from './document'
import { clamp, compare, decimal, isZero, ONE, rational, ZERO, add, type Rational } from './rational'
import { numberOf, validateAnswer } from './values'

export type EvaluationState = 'HIDDEN' | 'NA' | 'UNANSWERED' | 'ANSWERED'

export interface Evaluated {
  item: Item
  state: EvaluationState
  /** Earned share of an answered, scored item. */
  share: Rational | null
  failed: boolean
}

/**
 * What each item stands for, in document order. One pass suffices because conditions refer to earlier items only
 * (CHK-6). A stored value that its item cannot hold counts as no answer, so this never fails.
 */
export type Evaluation = ReadonlyMap<string, Evaluated>

export function evaluate(checklist: ChecklistDocument, content: VisitContent): Evaluation {
  const entries = new Map<string, Evaluated>()
  for (const section of checklist.sections) {
    for (const item of section.items) entries.set(item.id, evaluateItem(item, content, entries))
  }
  return entries
}

/** What one item stands for, by those before it. */
export function evaluateItem(item: Item, content: VisitContent, entries: Evaluation): Evaluated {
  const plain = (state: EvaluationState): Evaluated => ({ item, state, share: null, failed: false })
  if (item.visibleWhen && !holds(item.visibleWhen, content, entries)) return plain('HIDDEN')
  const value = content.answers[item.id] ?? null
  const fits = validateAnswer(item, value) === null
  if (fits && isNotApplicable(value)) return plain('NA')
  if (!fits || !isAnswered(item, value, content)) return plain('UNANSWERED')
  if (!isScored(item)) return plain('ANSWERED')
  const share = shareOf(item, value)
  const failed = item.failWhen ? compare(share, decimal(item.failWhen.shareBelow)) < 0 : isZero(share)
  return { item, state: 'ANSWERED', share, failed }
}

function isAnswered(item: Item, value: AnswerValue, content: VisitContent): boolean {
  switch (item.type) {
    case 'PHOTO':
      return (content.photos?.[item.id] ?? 0) > 0
    case 'SIGNATURE':
      return (content.signatures?.[item.id] ?? 0) > 0
    case 'TEXT':
      return typeof value === 'string' && value.trim() !== ''
    case 'MULTIPLE':
      return Array.isArray(value) && value.length > 0
    default:
      return value !== null
  }
}

/** The items a condition looks at. */
export function referredItems(condition: Condition): string[] {
  if ('all' in condition) return condition.all.flatMap(referredItems)
  if ('any' in condition) return condition.any.flatMap(referredItems)
  if ('not' in condition) return referredItems(condition.not)
  return [condition.item]
}

function holds(condition: Condition, content: VisitContent, entries: Evaluation): boolean {
  if ('all' in condition) return condition.all.every((part) => holds(part, content, entries))
  if ('any' in condition) return condition.any.some((part) => holds(part, content, entries))
  if ('not' in condition) return !holds(condition.not, content, entries)
  const entry = entries.get(condition.item)
  const answered = entry?.state === 'ANSWERED'
  if ('answered' in condition) return answered === condition.answered
  const value = content.answers[condition.item]
  if (!answered || value === undefined || value === null) return false
  if ('is' in condition) {
    const chosen = Array.isArray(value) ? value : [String(value)]
    return chosen.some((each) => condition.is.includes(each))
  }
  if (!isComparable(entry.item)) return false
  return 'atLeast' in condition
    ? compare(numberOf(value), decimal(condition.atLeast)) >= 0
    : compare(numberOf(value), decimal(condition.atMost)) <= 0
}

/** The share of its points that a valid, present answer earns (CHK-2), between 0 and 1, exact. */
function shareOf(item: Item, value: AnswerValue): Rational {
  switch (item.type) {
    case 'YES_NO': {
      const outcomes = item.outcomes ?? { YES: '1', NO: '0' }
      return decimal(outcomes[String(value)] ?? '0')
    }
    case 'SINGLE':
      return optionShare(item, String(value))
    case 'MULTIPLE': {
      const chosen = Array.isArray(value) ? value : []
      const sum = chosen.reduce((total, id) => add(total, optionShare(item, id)), ZERO)
      return clamp(sum, ZERO, ONE)
    }
    case 'RATING': {
      const scale = item.scale
      if (!scale || typeof value !== 'number') return ZERO
      if (scale.shares) return decimal(scale.shares[String(value)] ?? '0')
      return rational(BigInt(value - scale.min), BigInt(scale.max - scale.min))
    }
    case 'NUMBER':
    case 'DURATION': {
      const number = numberOf(value)
      const band = item.number?.bands?.find(
        (each) => each.upTo === undefined || compare(decimal(each.upTo), number) >= 0,
      )
      return decimal(band?.share ?? '0')
    }
    default:
      return ZERO
  }
}

const optionShare = (item: Item, id: string): Rational =>
  decimal(item.options?.find((option) => option.id === id)?.share ?? '0')
