/** The one visit most tests of the engine are about. */
import type { AccountDb } from '@/db/accountDb'
import { SyncEngine } from '../engine'
import type { Assignment, VisitDocument } from '../wire'
import type { ServerModel } from './serverModel'

export const VISIT = 'visit-1'

export const assignment = (change: Partial<Assignment> = {}): Assignment => ({
  id: 'assignment-1',
  programme: { id: 'p', code: 'P', kind: 'MYSTERY_VISIT', name: { 'zh-CN': '暗访' } },
  checklist: 'checklist-1',
  unit: { id: 'u', name: '石岐营业厅', type: 'STORE' },
  subjectStaff: null,
  serviceEvent: null,
  windowFrom: '2026-11-01',
  windowTo: '2026-11-30',
  state: 'ASSIGNED',
  visit: VISIT,
  returnReason: null,
  serviceOn: null,
  ...change,
})

export const document = (change: Partial<VisitDocument> = {}): VisitDocument => ({
  id: VISIT,
  assignment: 'assignment-1',
  checklist: 'checklist-1',
  state: 'IN_PROGRESS',
  startedAt: '2026-11-22T01:00:00.000Z',
  serviceOn: '2026-11-22',
  submittedAt: null,
  answers: {},
  notes: {},
  photos: [],
  score: null,
  review: null,
  ...change,
})

/** An assignment, its checklist, and nothing else. */
export function prepare(server: ServerModel): void {
  server.publish({ scope: 'user:me', entity: 'assignment', id: 'assignment-1', body: assignment() })
  server.publish({ scope: 'checklist:checklist-1', entity: 'checklist', id: 'checklist-1', body: {} })
}

/** One run, without the timer that would follow it. */
export async function runOnce(db: AccountDb, server: ServerModel): Promise<SyncEngine> {
  const engine = new SyncEngine(db, server, { deviceName: 'test', random: () => 1 })
  await engine.sync()
  engine.stop()
  return engine
}
