import type { ChecklistDocument, Section, VisitContent } from './document'
import { evaluate, type Evaluated, type Evaluation } from './evaluation'
import {
  add,
  compare,
  decimal,
  divide,
  HUNDRED,
  isZero,
  multiply,
  toFixed,
  toPlain,
  ZERO,
  type Rational,
} from './rational'

export interface SectionScore {
  id: string
  earned: string
  possible: string
  score: string | null
}

export interface FactorScore {
  factor: string
  earned: string
  possible: string
  score: string | null
  items: number
}

export interface ItemScore {
  id: string
  state: 'SCORED' | 'NA' | 'HIDDEN' | 'UNANSWERED' | 'UNSCORED'
  earned: string
  possible: string
  failed: boolean
}

export interface ScoreResult {
  /** 0 to 100 with two decimals; null when nothing was scored, which is neither 0 nor 100. */
  score: string | null
  reason: 'CRITICAL' | 'CAPPED' | null
  reasonItems: string[]
  sections: SectionScore[]
  factors: FactorScore[]
  items: ItemScore[]
}

class Sum {
  earned = ZERO
  possible = ZERO
  items = 0

  add(earned: Rational, possible: Rational): void {
    this.earned = add(this.earned, earned)
    this.possible = add(this.possible, possible)
    this.items += 1
  }

  percent(): string | null {
    return this.items === 0 ? null : percent(divide(this.earned, this.possible))
  }
}

const percent = (share: Rational): string => toFixed(multiply(share, HUNDRED), 2)

/**
 * Scores a visit (CHK-2, CHK-3, CHK-4) exactly as the server does: everything is a fraction until the one rounding,
 * half up to two decimals. Sections of weight 20 and 80 with 1 of 3 and 2 of 3 points give "60.00".
 */
export function score(
  checklist: ChecklistDocument,
  content: VisitContent,
  evaluation: Evaluation = evaluate(checklist, content),
): ScoreResult {
  const items: ItemScore[] = []
  const sections: SectionScore[] = []
  const factors = new Map<string, Sum>()
  let weighted = ZERO
  let weights = ZERO
  for (const section of checklist.sections) {
    const sum = sumOf(section, evaluation, items, factors)
    if (sum.items > 0) {
      const weight = decimal(section.weight)
      weighted = add(weighted, multiply(weight, divide(sum.earned, sum.possible)))
      weights = add(weights, weight)
    }
    const { earned, possible } = sum
    sections.push({
      id: section.id,
      earned: toPlain(earned),
      possible: toPlain(possible),
      score: sum.percent(),
    })
  }
  const byFactor = [...factors].map(([factor, sum]) => ({
    factor,
    earned: toPlain(sum.earned),
    possible: toPlain(sum.possible),
    score: sum.percent(),
    items: sum.items,
  }))
  const mean = isZero(weights) ? null : divide(weighted, weights)
  return { ...verdict(mean, evaluation), sections, factors: byFactor, items }
}

function sumOf(section: Section, evaluation: Evaluation, items: ItemScore[], factors: Map<string, Sum>): Sum {
  const sum = new Sum()
  for (const item of section.items) {
    const entry = evaluation.get(item.id)
    if (!entry?.share) {
      items.push({ id: item.id, state: unscored(entry), earned: '0', possible: '0', failed: false })
      continue
    }
    const possible = decimal(item.points ?? '0')
    const earned = multiply(possible, entry.share)
    sum.add(earned, possible)
    if (item.factor !== undefined) {
      const factor = factors.get(item.factor) ?? new Sum()
      factor.add(earned, possible)
      factors.set(item.factor, factor)
    }
    items.push({
      id: item.id,
      state: 'SCORED',
      earned: toPlain(earned),
      possible: toPlain(possible),
      failed: entry.failed,
    })
  }
  return sum
}

function unscored(entry: Evaluated | undefined): ItemScore['state'] {
  if (!entry) return 'HIDDEN'
  return entry.state === 'ANSWERED' ? 'UNSCORED' : entry.state
}

function verdict(
  mean: Rational | null,
  evaluation: Evaluation,
): Pick<ScoreResult, 'score' | 'reason' | 'reasonItems'> {
  if (!mean) return { score: null, reason: null, reasonItems: [] }
  const failed = [...evaluation.values()].filter((entry) => entry.failed).map((entry) => entry.item)
  const critical = failed.filter((item) => item.critical).map((item) => item.id)
  if (critical.length > 0) return { score: '0.00', reason: 'CRITICAL', reasonItems: critical }
  let cap: Rational | null = null
  for (const item of failed) {
    if (item.cap === undefined) continue
    const own = decimal(item.cap)
    if (!cap || compare(own, cap) < 0) cap = own
  }
  if (cap && compare(multiply(mean, HUNDRED), cap) > 0) {
    const lowest = cap
    const capped = failed.filter((item) => item.cap !== undefined && compare(decimal(item.cap), lowest) === 0)
    return { score: toFixed(cap, 2), reason: 'CAPPED', reasonItems: capped.map((item) => item.id) }
  }
  return { score: percent(mean), reason: null, reasonItems: [] }
}
