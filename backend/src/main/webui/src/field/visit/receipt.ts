/** What was handed over with a visit and how much of it has arrived. */
import { thingsIn, type AccountDb, type MediaEntry } from '@/db/accountDb'
import { effectiveStatus } from '@/sync/receipts'
import type { VisitDocument } from '@/sync/wire'
import type { VisitModel } from './model'

export type FileState = 'waiting' | 'uploading' | 'safe' | 'failed'

export interface ReceiptFile {
  id: string
  /** Of the question, and which of its files: 3 and 2 is its second photo. */
  question: number | null
  nth: number
  purpose: 'PHOTO' | 'SIGNATURE'
  size: number
  state: FileState
  /** 0 to 1 of what is uploaded. */
  share: number
}

export interface VisitReceipt {
  total: number
  delivered: number
  files: ReceiptFile[]
  /** The server waits for files before it takes the submission. */
  held: boolean
  /** When it was handed over on this tablet, or as the server has it; ISO. */
  submittedAt: string | null
  declared: string | null
}

/** Everything in the visit is one thing each: an answer, a note, a file; and the submission itself. */
export async function loadReceipt(db: AccountDb, model: VisitModel): Promise<VisitReceipt> {
  const { visit } = model
  return db.transaction('r', [db.edits, db.outbox, db.media, db.drafts, db.rows], async () => {
    const edits = await db.edits.where('visit').equals(visit).count()
    const operations = await db.outbox.where('visit').equals(visit).toArray()
    const media = await db.media.where('visit').equals(visit).toArray()
    const draft = await db.drafts.get(visit)
    const document = (await db.rows.get(['visit', visit]))?.body as VisitDocument | undefined
    const files = filesOf(model, media, document)
    let things = 1
    for (const state of model.states.values())
      things += (state.value === null ? 0 : 1) + (state.note === '' ? 0 : 1)
    const waiting = operations
      .filter((entry) => entry.state !== 'final')
      .reduce((sum, entry) => sum + thingsIn(entry.content), edits)
    const total = things + files.length
    const missing = waiting + files.filter((file) => file.state !== 'safe').length
    const asked = operations.filter((entry) => entry.kind === 'status.request').at(-1)
    return {
      total,
      delivered: Math.max(0, total - missing),
      files,
      held: operations.some((entry) => effectiveStatus(entry) === 'held'),
      submittedAt: document?.submittedAt ?? (asked ? new Date(asked.createdAt).toISOString() : null),
      declared: draft?.declared?.text ?? null,
    }
  })
}

function filesOf(
  model: VisitModel,
  media: readonly MediaEntry[],
  document: VisitDocument | undefined,
): ReceiptFile[] {
  const local = new Map(media.map((entry) => [entry.id, entry]))
  const verified = new Map((document?.photos ?? []).map((photo) => [photo.id, photo.verified]))
  const files: ReceiptFile[] = []
  for (const state of model.states.values()) {
    for (const [index, photo] of state.photos.entries()) {
      const entry = local.get(photo.id)
      files.push({
        id: photo.id,
        question: state.number,
        nth: index + 1,
        purpose: photo.purpose,
        size: photo.size,
        ...fileState(entry, verified.get(photo.id) ?? false),
      })
    }
  }
  return files
}

function fileState(entry: MediaEntry | undefined, verified: boolean): Pick<ReceiptFile, 'state' | 'share'> {
  if (verified || entry?.state === 'done') return { state: 'safe', share: 1 }
  if (entry?.state === 'failed') return { state: 'failed', share: 0 }
  const share = entry ? entry.uploaded / Math.max(1, entry.size) : 0
  return { state: entry?.state === 'uploading' || share > 0 ? 'uploading' : 'waiting', share }
}

/** What a person can read out at the telephone: the random end of the visit's id. */
export const shortNumber = (visit: string): string =>
  visit
    .replace(/-/g, '')
    .slice(-8)
    .toUpperCase()
    .replace(/^(.{4})/, '$1-')
