import type { LocalText } from '@/i18n'

export interface Board {
  id: string
  code: string
  name: LocalText | string
  subjectType: 'UNIT' | 'STAFF'
  unitType: string | null
  storeKind: string | null
  programmeKind: string | null
  minimumSample: number
  topN: number | null
  bottomN: number | null
}

export interface RankingRow {
  subject: { id: string; name: string; unitName: string | null }
  place: number | null
  score: string | null
  responses: number
  previousPlace: number | null
  movement: number | null
}

export interface RankingDifference {
  subject: { id: string; name: string }
  before: { place: number | null; score: string | null } | null
  after: { place: number | null; score: string | null } | null
}

export interface Ranking {
  board: string | Board
  month: string
  revision: number | null
  publishedAt: string | null
  reason: string | null
  minimumSample: number
  rows: RankingRow[]
  differences: RankingDifference[] | null
}

export interface PublishedRanking {
  month: string
  revision: number
  publishedAt: string
  reason: string | null
}
