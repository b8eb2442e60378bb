/** The checklist document as the server publishes it (`checklist.schema.json` is the normative description). */

export interface Text {
  'zh-CN': string
  en?: string
}

export type ItemType =
  | 'YES_NO'
  | 'SINGLE'
  | 'MULTIPLE'
  | 'RATING'
  | 'NUMBER'
  | 'TEXT'
  | 'PHOTO'
  | 'SIGNATURE'
  | 'DATE_TIME'
  | 'LOCATION'
  | 'DURATION'

export type Condition =
  | { item: string; is: string[] }
  | { item: string; atLeast: string }
  | { item: string; atMost: string }
  | { item: string; answered: boolean }
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }

export interface Option {
  id: string
  text: Text
  share?: string
}

export interface Scale {
  min: number
  max: number
  minText?: Text
  maxText?: Text
  shares?: Record<string, string>
}

export interface Band {
  upTo?: string
  share: string
}

export interface NumberRule {
  min?: string
  max?: string
  unit?: Text
  decimals?: number
  bands?: Band[]
}

export type EvidenceKind = 'PHOTO' | 'NOTE' | 'SIGNATURE'

export interface Evidence {
  kind: EvidenceKind
  when: 'ALWAYS' | 'FAILED'
  count?: number
}

export interface Item {
  id: string
  type: ItemType
  text: Text
  help?: Text
  required?: boolean
  allowNa?: boolean
  points?: string
  outcomes?: Record<string, string>
  options?: Option[]
  scale?: Scale
  number?: NumberRule
  failWhen?: { shareBelow: string }
  critical?: boolean
  cap?: string
  evidence?: Evidence[]
  /** Pictures taken earlier may be chosen, and not only taken now. */
  gallery?: boolean
  visibleWhen?: Condition
  factor?: string
  standard?: string
}

export interface Section {
  id: string
  title: Text
  weight: string
  items: Item[]
}

export interface ChecklistDocument {
  schema: number
  code: string
  version: number
  versionId?: string
  title: Text
  description?: Text
  showScore?: boolean
  sections: Section[]
}

export interface NotApplicable {
  na: true
  reason?: string
}

export interface GeoPoint {
  lat: string
  lon: string
  accuracyM?: number
}

/** null is an answer that was cleared on purpose; absence means nothing. */
export type AnswerValue = string | number | string[] | NotApplicable | GeoPoint | null

/** What a visit holds, as far as rules look at it. Counts of photos and signatures are by item. */
export interface VisitContent {
  answers: Readonly<Record<string, AnswerValue | undefined>>
  notes?: Readonly<Record<string, string | null | undefined>>
  photos?: Readonly<Record<string, number | undefined>>
  signatures?: Readonly<Record<string, number | undefined>>
}

export function isNotApplicable(value: AnswerValue | undefined): value is NotApplicable {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'na' in value
}

const SCORABLE: ReadonlySet<ItemType> = new Set([
  'YES_NO',
  'SINGLE',
  'MULTIPLE',
  'RATING',
  'NUMBER',
  'DURATION',
])

export const isScored = (item: Item): boolean =>
  SCORABLE.has(item.type) && item.points !== undefined && !/^0+(\.0+)?$/.test(item.points)

export const answeredByFiles = (item: Item): boolean => item.type === 'PHOTO' || item.type === 'SIGNATURE'

export const isComparable = (item: Item): boolean =>
  item.type === 'RATING' || item.type === 'NUMBER' || item.type === 'DURATION'

export function inLanguage(text: Text | undefined, locale: string): string {
  if (!text) return ''
  return (locale.startsWith('en') ? text.en : undefined) ?? text['zh-CN']
}
