/** The shapes of checklist, visit and score as the server sends them; only what the office and the place show. */
import type { LocalText } from '@/i18n'

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

export interface ChecklistItem {
  id: string
  type: ItemType
  text: LocalText
  help?: LocalText
  points?: string
  options?: { id: string; text: LocalText }[]
  scale?: { min: number; max: number }
  number?: { unit?: LocalText }
  critical?: boolean
  cap?: string
  factor?: string
  standard?: string
}

export interface ChecklistSection {
  id: string
  title: LocalText
  weight: string
  items: ChecklistItem[]
}

export interface ChecklistDocument {
  code: string
  version: number
  title: LocalText
  sections: ChecklistSection[]
}

export interface ItemResult {
  id: string
  state: 'SCORED' | 'NA' | 'HIDDEN' | 'UNANSWERED' | 'UNSCORED'
  earned: string | null
  possible: string | null
  failed: boolean
}

export interface ScoringResult {
  score: string | null
  reason: 'CRITICAL' | 'CAPPED' | null
  reasonItems: string[]
  sections: { id: string; earned: string; possible: string; score: string | null }[]
  items: ItemResult[]
}

export interface Head {
  op: string
  value: unknown
  hlc: string
  by: string
}

export interface Answer {
  value: unknown
  op?: string
  by?: string
  conflict?: string | null
  heads?: Head[]
}

export interface VisitPhoto {
  id: string
  item: string | null
  purpose: 'PHOTO' | 'SIGNATURE'
  capturedAt?: string
  verified?: boolean
}

export interface VisitDocument {
  id: string
  state: string
  startedAt: string
  serviceOn: string
  submittedAt: string | null
  answers: Record<string, Answer>
  notes: Record<string, Answer>
  photos: VisitPhoto[]
}
