import { api, type RequestOptions } from '@/api/client'
import type { LocalText } from '@/i18n'
import type { ChecklistDocument } from '@/checklist/document'
import type { ScoreResult } from '@/checklist/scoring'
import type { VisitDocument } from '@/sync/wire'
import type { Board, PublishedRanking, Ranking, RankingDifference } from '@/shared/ranking'

export type Text = LocalText | string

/** One page of a list read by keyset; `next` asks for the following one. */
export interface Page<T> {
  items: T[]
  next: string | null
}

export interface Person {
  id: string
  displayName: string
}

export interface UnitName {
  id: string
  name: string
  type?: string
  storeKind?: string | null
}

export interface VisitRow {
  id: string
  state: string
  programme: { code: string; name: Text; kind: string }
  unit: UnitName
  subjectStaff: { id: string; name: string } | null
  inspector: Person | null
  serviceOn: string
  submittedAt: string | null
  score: string | null
  collected: 'SELF_COLLECTED' | 'INDEPENDENT' | null
  late: boolean
  conflicts: number
  photos: number
}

export interface ConflictHead {
  operation: string
  value: unknown
  author: string | Person | null
  device: string | { id: string; name: string } | null
  hlc: string
  at: string
}

export interface Conflict {
  id: string
  visit?: string
  field: string
  heads: ConflictHead[]
  winner: string
  state: 'OPEN' | 'CLOSED'
}

export interface Transition {
  from: string | null
  to: string
  at: string
  deviceAt: string | null
  actor: Person | null
  device: string | { id: string; name: string } | null
  reason: string | null
}

/** The detail carries the conflicts themselves where the row carries their number. */
export interface Visit extends Omit<VisitRow, 'conflicts'> {
  revision: number
  document: VisitDocument
  checklist: ChecklistDocument
  result: ScoreResult | null
  conflicts: Conflict[]
  transitions: Transition[]
}

export interface SyncIssue {
  operation: string
  status: 'HELD' | 'PARKED'
  code: string | null
  detail: string | null
  kind: string
  visit: string | null
  actor: Person | null
  device: { id: string; name: string } | null
  receivedAt: string
  body: unknown
}

export interface ChecklistRow {
  id: string
  code: string
  title: Text
  versions: { id: string; number: number; state: 'DRAFT' | 'PUBLISHED'; publishedAt: string | null }[]
}

export interface ChecklistVersion {
  id: string
  number: number
  state: 'DRAFT' | 'PUBLISHED'
  document: ChecklistDocument
}

export interface Programme {
  id: string
  code: string
  name: Text
  kind: string
  checklistVersion: string
  startsOn: string
  endsOn: string
  showPrevious: boolean
}

export interface Assignment {
  id: string
  programme: { id: string; code: string; name: Text; kind: string }
  unit: UnitName
  subjectStaff: { id: string; name: string } | null
  assignee: Person | null
  windowFrom: string
  windowTo: string
  state: string
  visit: string
}

export interface Unit {
  id: string
  code: string
  name: string
  type: string
  storeKind: string | null
  parent: string | null
}

export interface StaffRow {
  id: string
  code: string
  name: string
}

/** What a callback asks about; the server keeps it as it is, the field app shows it in one line. */
export interface ServiceEvent {
  number?: string
  product?: string
  finishedOn?: string
  customer?: string
  phone?: string
}

export interface NewAssignment {
  programme: string
  unit: string
  subjectStaff?: string
  assignee: string
  windowFrom: string
  windowTo: string
  serviceEvent?: ServiceEvent
}

export interface Month {
  month: string
  state: 'OPEN' | 'CLOSED'
  closedAt: string | null
  late: number
}

export interface BoardMonth {
  board: Board
  month: string
  state: 'OPEN' | 'CLOSED' | 'PUBLISHED'
  revision: number | null
  preview: Ranking
  lateResponses: number
  affected: number
  differences: RankingDifference[] | null
}

export interface ImportResult {
  dryRun: boolean
  applied: boolean
  rows: number
  good: number
  bad: number
  outcomes: {
    line: number
    outcome: 'CREATE' | 'UPDATE' | 'UNCHANGED' | 'BAD'
    key: string | null
    problems: { column: string | null; message: string; value: string | null }[]
  }[]
}

async function page<T>(path: string, options: RequestOptions): Promise<Page<T>> {
  const answer = await api.get<Page<T> | T[]>(path, options)
  return Array.isArray(answer) ? { items: answer, next: null } : answer
}

type Query = RequestOptions['query']

export const officeApi = {
  visits: (query: Query, signal?: AbortSignal) => page<VisitRow>('/visits', { query, signal }),
  visit: (id: string, signal?: AbortSignal) => api.get<Visit>(`/visits/${id}`, { signal }),
  accept: (id: string, revision: number) => api.post(`/visits/${id}/accept`, { json: { revision } }),
  giveBack: (
    id: string,
    json: { revision: number; reason: string; remarks: { item: string; text: string }[] },
  ) => api.post(`/visits/${id}/return`, { json }),

  syncIssues: (status: string, cursor: string | null, signal?: AbortSignal) =>
    page<SyncIssue>('/sync-issues', { query: { status, cursor }, signal }),
  conflicts: (cursor: string | null, signal?: AbortSignal) =>
    page<Conflict>('/conflicts', { query: { state: 'OPEN', cursor }, signal }),

  checklists: async (signal?: AbortSignal) => (await page<ChecklistRow>('/checklists', { signal })).items,
  checklistVersion: (id: string, signal?: AbortSignal) =>
    api.get<ChecklistVersion>(`/checklists/versions/${id}`, { signal }),
  importChecklist: (document: unknown) =>
    api.post<{ versionId: string; number: number }>('/checklists', { json: document }),
  publishChecklist: (version: string) => api.post(`/checklists/versions/${version}/publish`),

  programmes: async (signal?: AbortSignal) =>
    (await page<Programme>('/programmes', { query: { limit: 200 }, signal })).items,
  createProgramme: (json: Omit<Programme, 'id'>) => api.post<Programme>('/programmes', { json }),
  assignments: (query: Query, signal?: AbortSignal) => page<Assignment>('/assignments', { query, signal }),
  createAssignments: (assignments: NewAssignment[]) =>
    api.post<{ items: { id: string; visit: string }[] }>('/assignments', { json: { assignments } }),
  cancelAssignment: (id: string, reason: string) =>
    api.post(`/assignments/${id}/cancel`, { json: { reason } }),
  reassign: (id: string, assignee: string, reason: string) =>
    api.post(`/assignments/${id}/reassign`, { json: { assignee, reason } }),
  assignable: async (signal?: AbortSignal) =>
    (await page<Person & { roles: string[] }>('/accounts/assignable', { signal })).items,
  units: async (signal?: AbortSignal) => (await page<Unit>('/units', { signal })).items,

  /** At most one page: a store or team has tens of people. */
  staffOf: async (unit: string, signal?: AbortSignal) =>
    (await page<StaffRow>('/staff', { query: { unit, limit: 200 }, signal })).items,

  months: async (signal?: AbortSignal) => (await page<Month>('/months', { signal })).items,
  closeMonth: (month: string, early: boolean) =>
    api.post(`/months/${month}/close`, { query: { early: early ? true : undefined } }),
  boards: async (signal?: AbortSignal) => (await page<Board>('/boards', { signal })).items,
  boardMonth: (board: string, month: string, signal?: AbortSignal) =>
    api.get<BoardMonth>(`/boards/${board}/months/${month}`, { signal }),
  publish: (board: string, month: string, reason: string | undefined) =>
    api.post<Ranking>(`/boards/${board}/months/${month}/publish`, { json: { reason } }),
  rankings: async (board: string, signal?: AbortSignal) =>
    (await page<PublishedRanking>(`/boards/${board}/rankings`, { signal })).items,
  ranking: (board: string, month: string, revision: number, signal?: AbortSignal) =>
    api.get<Ranking>(`/boards/${board}/rankings/${month}`, { query: { revision }, signal }),

  importFile: (kind: 'units' | 'staff', file: File, dryRun: boolean, goodRowsOnly: boolean) =>
    api.post<ImportResult>(`/imports/${kind}`, {
      query: { dryRun, goodRowsOnly },
      body: file,
      headers: {
        'Content-Type': file.name.toLowerCase().endsWith('.xlsx')
          ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
          : 'text/csv',
      },
    }),
}
