// @vitest-environment node
/** What is offered to be worked on: a visit that was submitted is not, from that moment on. */
import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { AccountDb } from '@/db/accountDb'
import { assignment, document, prepare, runOnce, VISIT } from '@/sync/testing/fixtures'
import { ServerModel } from '@/sync/testing/serverModel'
import { NotEditableError, saveRegister, submitVisit } from '@/sync/work'
import { VisitModel } from '../visit/model'
import { loadToday } from './today'

let count = 0
let db: AccountDb
let server: ServerModel

const answer = () => saveRegister(db, VISIT, 'answer', 'a', 'YES')
const offered = async () => (await loadToday(db)).open.map((card) => card.state)
const finished = async () => (await loadToday(db)).finished.map((card) => card.state)
const mode = async () => (await VisitModel.open(db, VISIT))?.summary.value.mode

function publish(entity: 'assignment' | 'visit', body: object): void {
  server.publish({ scope: 'user:me', entity, id: entity === 'visit' ? VISIT : 'assignment-1', body })
}

beforeEach(async () => {
  db = new AccountDb(`today-${(count += 1)}`)
  server = new ServerModel()
  prepare(server)
  server.publish({
    scope: 'checklist:checklist-1',
    entity: 'checklist',
    id: 'checklist-1',
    body: { id: 'checklist-1', sections: [] },
  })
  await runOnce(db, server)
  await answer()
  expect(await offered()).toEqual(['started'])
})

describe('a submitted visit is not offered again', () => {
  it('while there is no network', async () => {
    server.down = true
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    expect([await offered(), await finished(), await mode()]).toEqual([[], ['submittedHere'], 'submitted'])
    await expect(answer()).rejects.toThrow(NotEditableError)
  })

  it('while its answer was lost', async () => {
    server.lostAnswer = true
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    expect([await offered(), await finished(), await mode()]).toEqual([[], ['submittedHere'], 'submitted'])
  })

  it('when the server has both rows', async () => {
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    publish('visit', document({ state: 'SUBMITTED' }))
    publish('assignment', assignment({ state: 'SUBMITTED' }))
    await runOnce(db, server)
    expect([await offered(), await finished(), await mode()]).toEqual([[], ['submitted'], 'submitted'])
  })

  it('when the page brought the row of the visit and not yet the one of its assignment', async () => {
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    // A later transaction above the horizon stamped the assignment anew, so this page leaves it out.
    publish('visit', document({ state: 'SUBMITTED' }))
    await runOnce(db, server)
    expect(await db.outbox.where('overlay').equals(1).count()).toBe(0)
    expect([await offered(), await finished(), await mode()]).toEqual([[], ['submitted'], 'submitted'])
  })

  it('but when it was returned', async () => {
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    publish('visit', document({ state: 'RETURNED' }))
    publish('assignment', assignment({ state: 'RETURNED', returnReason: '照片不清楚' }))
    await runOnce(db, server)
    expect([await offered(), await finished(), await mode()]).toEqual([['returned'], [], 'open'])
    await answer()
  })

  it('but when the server would not have it', async () => {
    server.judge = ({ kind }) => (kind === 'status.request' ? { status: 'parked', code: 'validation' } : {})
    await submitVisit(db, VISIT, null)
    await runOnce(db, server)
    expect([await offered(), await finished(), await mode()]).toEqual([['started'], [], 'open'])
    await answer()
  })
})
