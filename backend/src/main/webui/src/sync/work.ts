/**
 * Everything a person does to a visit, each as one local transaction: when the promise resolves it is on the disk, and
 * a kill at any moment leaves either all of it or none.
 */
import {
  nextNumber,
  tablesOf,
  type AccountDb,
  type Draft,
  type OutboxEntry,
  type Register,
} from '@/db/accountDb'
import type { AnswerValue } from '@/checklist/document'
import { nextHlc } from './clock'
import { uuid7 } from './ids'
import { amended, foldEdits } from './folding'
import { projectVisit, type VisitView } from './overlay'
import { effectiveStatus } from './receipts'
import type { Assignment, Attempt, OperationContent, PhotoFields, VisitDocument } from './wire'

export class NotEditableError extends Error {
  override readonly name = 'NotEditableError'
}

export async function tick(db: AccountDb): Promise<string> {
  const hlc = nextHlc(await db.read<string>('hlc'), Date.now())
  await db.write('hlc', hlc)
  return hlc
}

export async function loadView(db: AccountDb, visit: string): Promise<VisitView> {
  return db.transaction('r', tablesOf(db), async () => {
    const [row, operations, edits, media] = await Promise.all([
      db.rows.get(['visit', visit]),
      db.outbox.where('visit').equals(visit).sortBy('order'),
      db.edits.where('visit').equals(visit).toArray(),
      db.media.where('visit').equals(visit).toArray(),
    ])
    return projectVisit({ document: (row?.body ?? null) as VisitDocument | null, operations, edits, media })
  })
}

export async function enqueue(db: AccountDb, visit: string, content: OperationContent): Promise<string> {
  const id = uuid7()
  const assignment = await assignmentOf(db, visit)
  await db.outbox.add({
    id,
    order: await nextNumber(db, 'order'),
    visit,
    kind: content.kind,
    state: 'queued',
    content,
    hlc: await tick(db),
    known: assignment ? { assignment: assignment.rev } : {},
    createdAt: Date.now(),
    overlay: 1,
  })
  return id
}

async function assignmentOf(db: AccountDb, visit: string): Promise<{ rev: number; body: Assignment } | null> {
  const draft = await db.drafts.get(visit)
  const row = draft
    ? await db.rows.get(['assignment', draft.assignment])
    : await db.rows
        .where('entity')
        .equals('assignment')
        .filter((each) => (each.body as Assignment).visit === visit)
        .first()
  return row ? { rev: row.rev, body: row.body as Assignment } : null
}

/** The draft of a visit; the first write of anything into a visit starts it. */
async function started(db: AccountDb, visit: string): Promise<Draft> {
  const known = await db.drafts.get(visit)
  if (known) return known
  const assignment = await assignmentOf(db, visit)
  if (!assignment) throw new NotEditableError(`no assignment for visit ${visit}`)
  const now = Date.now()
  const startedAt = new Date(now).toISOString()
  const { id, checklist } = assignment.body
  const draft: Draft = { visit, assignment: id, checklist, startedAt, updatedAt: now }
  await db.drafts.add(draft)
  const document = (await db.rows.get(['visit', visit]))?.body as VisitDocument | undefined
  if (!document?.startedAt) {
    await enqueue(db, visit, { kind: 'visit.start', assignment: id, checklist, startedAt })
  }
  return draft
}

async function requireOpen(db: AccountDb, visit: string): Promise<OutboxEntry[]> {
  const operations = await db.outbox.where('visit').equals(visit).sortBy('order')
  const submitted = operations.some(
    (entry) => entry.kind === 'status.request' && entry.overlay === 1 && effectiveStatus(entry) !== 'parked',
  )
  if (submitted) throw new NotEditableError(`visit ${visit} is submitted`)
  return operations
}

/**
 * Writes one answer or note. It names as seen what shows the value on the screen, or the operations given: where all
 * the values of a conflict were shown, naming them all settles it.
 */
export async function saveRegister(
  db: AccountDb,
  visit: string,
  register: Register,
  item: string,
  value: AnswerValue,
  seen?: readonly string[],
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    const operations = await requireOpen(db, visit)
    await started(db, visit)
    // Side by side where nothing waits for anything: each waits for the disk.
    const [earlier, base, hlc] = await Promise.all([
      db.edits.get([visit, register, item]),
      seen ? [...seen] : seenBase(db, visit, register, item, operations),
      tick(db),
    ])
    const edit = amended(earlier, { visit, register, item, value, hlc, base, at: Date.now() })
    await db.edits.put(edit)
    await db.drafts.update(visit, { at: item, updatedAt: edit.at })
  })
}

/** The operations whose value of this register is on the screen. */
async function seenBase(
  db: AccountDb,
  visit: string,
  register: Register,
  item: string,
  operations: OutboxEntry[],
): Promise<string[]> {
  const body = (await db.rows.get(['visit', visit]))?.body as VisitDocument | undefined
  // Of this one register: a stroke must not cost more the longer the checklist is.
  const only = (registers: VisitDocument['answers'] = {}): VisitDocument['answers'] =>
    registers[item] ? { [item]: registers[item] } : {}
  const document = body ? { ...body, answers: only(body.answers), notes: only(body.notes), photos: [] } : null
  const view = projectVisit({ document, operations, edits: [], media: [] })
  return (register === 'answer' ? view.answers : view.notes).get(item)?.base ?? []
}

/** Keeps the file, its hash and the operation that declares it in one step. */
export async function addPhoto(
  db: AccountDb,
  visit: string,
  photo: PhotoFields,
  blob: Blob,
  thumbnail?: Blob,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    await requireOpen(db, visit)
    await started(db, visit)
    await db.files.put({ sha256: photo.sha256, blob })
    await db.media.add({
      ...photo,
      visit,
      state: 'waiting',
      uploaded: 0,
      attempts: 0,
      createdAt: Date.now(),
      ...(thumbnail ? { thumbnail } : {}),
    })
    await enqueue(db, visit, { kind: 'photo.add', photo })
    if (photo.item !== null) await db.drafts.update(visit, { at: photo.item, updatedAt: Date.now() })
  })
}

/** A photo that never left is simply gone; one that was offered is removed by an operation naming what was seen. */
export async function removePhoto(db: AccountDb, visit: string, photoId: string): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    await requireOpen(db, visit)
    const view = await loadView(db, visit)
    const photo = view.photos.find((each) => each.id === photoId)
    if (!photo) return
    const entry = await db.outbox.get(photo.op)
    if (entry?.state === 'queued') await db.outbox.delete(entry.id)
    else await enqueue(db, visit, { kind: 'photo.remove', photo: photoId, observed: [photo.op] })
    await db.media.delete(photoId)
    if ((await db.media.where('sha256').equals(photo.sha256).count()) === 0)
      await db.files.delete(photo.sha256)
  })
}

/** Adds the one and removes the other, or neither. */
export async function replacePhoto(
  db: AccountDb,
  visit: string,
  old: string,
  photo: PhotoFields,
  blob: Blob,
  thumbnail?: Blob,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    await addPhoto(db, visit, photo, blob, thumbnail)
    await removePhoto(db, visit, old)
  })
}

/** Notes an attempt to ask the customer, or that their number was shown, as soon as it happened. */
export async function addAttempt(
  db: AccountDb,
  visit: string,
  attempt: Omit<Attempt, 'id' | 'at'>,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    await requireOpen(db, visit)
    await started(db, visit)
    const made = { id: uuid7(), ...attempt, at: new Date().toISOString() }
    await enqueue(db, visit, { kind: 'callback.attempt', attempt: made })
    await db.drafts.update(visit, { updatedAt: Date.now() })
  })
}

export async function rememberPlace(db: AccountDb, visit: string, item: string): Promise<void> {
  await db.drafts.update(visit, { at: item })
}

/** An item the reviewer wrote about was written to, since the visit came back with this revision. */
export async function rememberCorrected(
  db: AccountDb,
  visit: string,
  rev: number,
  item: string,
): Promise<void> {
  await db.drafts
    .where('visit')
    .equals(visit)
    .modify((draft) => {
      const before = draft.corrected?.rev === rev ? draft.corrected.items : []
      if (!before.includes(item)) draft.corrected = { rev, items: [...before, item] }
    })
}

/** Folds what is unsent of this visit and asks for it to be submitted, together. */
export async function submitVisit(
  db: AccountDb,
  visit: string,
  score: string | null,
  declared?: string,
): Promise<void> {
  await db.transaction('rw', tablesOf(db), async () => {
    await requireOpen(db, visit)
    await started(db, visit)
    await foldVisit(db, visit)
    await enqueue(db, visit, { kind: 'status.request', to: 'SUBMITTED', score })
    const now = Date.now()
    const declaration = declared === undefined ? {} : { declared: { text: declared, at: now } }
    await db.drafts.update(visit, { updatedAt: now, ...declaration })
  })
}

/** Turns the edits of a visit into operations; inside the transaction of whoever calls. */
export async function foldVisit(db: AccountDb, visit: string): Promise<void> {
  const edits = await db.edits.where('visit').equals(visit).toArray()
  if (edits.length === 0) return
  const draft = await db.drafts.get(visit)
  const checklist = draft?.checklist ?? (await assignmentOf(db, visit))?.body.checklist ?? ''
  for (const content of foldEdits(edits, checklist)) await enqueue(db, visit, content)
  await db.edits.where('visit').equals(visit).delete()
}

export async function foldAll(db: AccountDb): Promise<void> {
  const visits = (await db.edits.orderBy('visit').uniqueKeys()) as string[]
  for (const visit of visits) await foldVisit(db, visit)
}
