import { api } from '@/api/client'
import type { LocalText } from '@/i18n'
import type { ChecklistDocument } from '@/checklist/document'
import type { ScoreResult } from '@/checklist/scoring'
import type { Board, PublishedRanking, Ranking } from '@/shared/ranking'

type Text = LocalText | string

export interface PlaceBoard {
  board: { id: string; code: string; name: Text }
  state: 'PUBLISHED' | 'CLOSED' | 'OPEN'
  place: number | null
  of: number
  score: string | null
  responses: number
  minimumSample: number
  previousPlace: number | null
  movement: number | null
  toNextPlace: { points: string; place: number } | null
  revision: number | null
  publishedAt: string | null
}

export interface TrendPoint {
  month: string
  score: string | null
  place: number | null
  of: number | null
  responses: number
}

export interface Part {
  key: string
  title?: Text
  name?: Text
  score: string | null
  previous: string | null
  responses: number
}

export interface CostlyItem {
  item: string
  text: Text
  lostPoints: string
  times: number
  visits: string[]
}

export interface PlaceVisit {
  visit: string
  programme: Text
  serviceOn: string
  score: string | null
  reason: 'CRITICAL' | 'CAPPED' | null
}

export interface MyPlace {
  subject: { type: 'UNIT' | 'STAFF'; id: string; name: string; storeKind?: string | null }
  month: string
  boards: PlaceBoard[]
  trend: TrendPoint[]
  sections: Part[]
  factors: Part[]
  costliest: CostlyItem[]
  visits: PlaceVisit[]
  notices: { id: string; text: Text; createdAt: string; read: boolean }[]
  live: { score: string | null; responses: number } | null
}

export interface PlaceVisitDetail {
  visit: string
  programme: Text
  serviceOn: string
  score: string | null
  result: ScoreResult | null
  checklist: ChecklistDocument
  answers: Record<string, { value: unknown }>
  notes: Record<string, string>
  photos: { photo: string; item: string | null }[]
}

export const placeApi = {
  myPlace: (month: string | undefined, unit: string | undefined, signal?: AbortSignal) =>
    api.get<MyPlace>('/my-place', { query: { month, unit }, signal }),
  visit: (id: string, signal?: AbortSignal) =>
    api.get<PlaceVisitDetail>(`/my-place/visits/${id}`, { signal }),
  boards: async (signal?: AbortSignal): Promise<Board[]> => {
    const boards = await api.get<Board[] | { items: Board[] }>('/boards', { signal })
    return Array.isArray(boards) ? boards : boards.items
  },
  rankings: async (board: string, signal?: AbortSignal): Promise<PublishedRanking[]> => {
    const list = await api.get<PublishedRanking[] | { items: PublishedRanking[] }>(
      `/boards/${board}/rankings`,
      {
        signal,
      },
    )
    return Array.isArray(list) ? list : list.items
  },
  ranking: (board: string, month: string, revision: string | undefined, signal?: AbortSignal) =>
    api.get<Ranking>(`/boards/${board}/rankings/${month}`, { query: { revision }, signal }),
}
