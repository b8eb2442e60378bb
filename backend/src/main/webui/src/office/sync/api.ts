import { api, send } from '@/api/client'
import type { Page, SyncIssue } from '../api'

export const FLAGS = ['OFF_SCOPE', 'AFTER_CANCEL', 'FORCED'] as const
export type Flag = (typeof FLAGS)[number]

export interface Issue extends Omit<SyncIssue, 'status'> {
  status: string
  pointer: string | null
  deviceAt: string | null
  setAside: { byName: string; at: string; note: string } | null
}

export interface IssueQuery {
  status?: 'HELD' | 'PARKED'
  flag?: Flag
  setAside?: boolean
}

export interface Rescue {
  id: string
  account: string
  accountName: string
  device: string | null
  deviceName: string | null
  contentType: string | null
  bytes: number
  sha256: string
  receivedAt: string
}

export interface Delivery {
  actorName: string
  device: string
  deviceName: string | null
  receivedAt: string
}

/** Of one operation there may be several; kind, status and visit are those of the first. */
export interface Copy {
  id: string
  operation: string
  kind: string
  status: string
  visit: string | null
  copy: Delivery
  first: Delivery
}

export interface Receipt {
  status: string
  code: string | null
  detail: string | null
  pointer: string | null
}

export const syncApi = {
  issues: (query: IssueQuery, cursor: string | null, signal?: AbortSignal) =>
    api.get<Page<Issue>>('/sync-issues', { query: { ...query, cursor }, signal }),
  reapply: (operation: string) => api.post<Receipt>(`/sync-issues/${operation}/reapply`),
  setAside: (operation: string, note: string) =>
    api.put(`/sync-issues/${operation}/set-aside`, { json: { note } }),
  takeUp: (operation: string) => api.delete(`/sync-issues/${operation}/set-aside`),

  copies: (cursor: string | null, signal?: AbortSignal) =>
    api.get<Page<Copy>>('/sync-copies', { query: { cursor }, signal }),
  copy: (id: string, signal?: AbortSignal) =>
    api.get<{ body: unknown; firstBody: unknown }>(`/sync-copies/${id}`, { signal }),

  rescues: (cursor: string | null, signal?: AbortSignal) =>
    api.get<Page<Rescue>>('/sync-rescues', { query: { cursor }, signal }),
  /** The bytes, whatever they are; they are saved and never shown. */
  rescued: async (id: string) =>
    (await send('GET', `/sync-rescues/${id}/content`, { headers: { Accept: '*/*' } })).blob(),
}
