/**
 * What a person sees of a visit: the server's document, then their own operations the document may not show yet, then
 * their unfolded edits. Pure, so that it is the same after a reload as before.
 */
import type { Edit, MediaEntry, OutboxEntry } from '@/db/accountDb'
import type { AnswerValue } from '@/checklist/document'
import { inOrder } from './callback'
import { basesShowing, isConflicting } from './register'
import { effectiveStatus } from './receipts'
import type { Attempt, Head, OperationContent, PhotoFields, RegisterState, VisitDocument } from './wire'

/** Where the value shown is: `here` only on this device, `sent` on its way, `server` safe. */
export type Whereabouts = 'here' | 'sent' | 'server'

export interface RegisterView {
  value: AnswerValue
  /** What a further edit names as seen: every operation whose value is the one shown. */
  base: string[]
  where: Whereabouts
  /** More than one value stands; nobody has chosen yet. */
  heads: Head[]
}

export interface PhotoView extends PhotoFields {
  op: string
  where: Whereabouts
  /** The bytes are on this device. */
  local: boolean
}

export interface VisitView {
  answers: Map<string, RegisterView>
  notes: Map<string, RegisterView>
  photos: PhotoView[]
  /** To ask the customer of a callback, in the order in which they were made. */
  attempts: Attempt[]
  /** I pressed submit and the server has not contradicted it. */
  submittedHere: boolean
  /** Submitted, but the server could not take it; the receipt says why. */
  refused: OutboxEntry | null
}

export interface OverlaySources {
  document: VisitDocument | null
  /** Operations of this visit in order; those with `overlay` 0 are ignored. */
  operations: readonly OutboxEntry[]
  edits: readonly Edit[]
  media: readonly MediaEntry[]
}

/** An operation of mine that the document may not show yet. */
export interface Pending {
  id: string
  content: OperationContent
  where: Whereabouts
}

export interface Layers {
  answers: Map<string, RegisterView>
  notes: Map<string, RegisterView>
  photos: Map<string, Omit<PhotoView, 'local'>>
  attempts: Map<string, Attempt>
}

/** The server's document, over it what is on its way, over these what is in no operation yet. */
export function layered(
  document: Pick<VisitDocument, 'answers' | 'notes' | 'photos' | 'attempts'> | null,
  pending: readonly Pending[],
  edits: readonly Edit[],
): Layers {
  const layers: Layers = {
    answers: fromServer(document?.answers),
    notes: fromServer(document?.notes),
    photos: new Map(),
    attempts: new Map(document?.attempts?.map((attempt) => [attempt.id, attempt])),
  }
  for (const photo of document?.photos ?? []) layers.photos.set(photo.id, { ...photo, where: 'server' })
  for (const each of pending) lay(layers, each)
  for (const edit of edits) {
    const target = edit.register === 'answer' ? layers.answers : layers.notes
    target.set(edit.item, { value: edit.value, base: edit.base, where: 'here', heads: [] })
  }
  return layers
}

function lay({ answers, notes, photos, attempts }: Layers, { id, content, where }: Pending): void {
  const own = (value: AnswerValue): RegisterView => ({ value, base: [id], where, heads: [] })
  switch (content.kind) {
    case 'answers.set':
      for (const [item, { value }] of Object.entries(content.answers)) answers.set(item, own(value))
      break
    case 'note.add':
      for (const [item, { value }] of Object.entries(content.notes)) notes.set(item, own(value))
      break
    case 'photo.add':
      photos.set(content.photo.id, { ...content.photo, op: id, where })
      break
    case 'photo.remove':
      // By the additions that were seen: one made meanwhile elsewhere is another.
      for (const [photo, { op }] of photos) if (content.observed.includes(op)) photos.delete(photo)
      break
    case 'callback.attempt':
      // One that the row shows already stands as it stands there.
      if (!attempts.has(content.attempt.id)) attempts.set(content.attempt.id, content.attempt)
      break
    case 'status.request':
    case 'visit.start':
      break
  }
}

const WHERE = { queued: 'here', sent: 'sent', final: 'server' } as const

export function projectVisit(sources: OverlaySources): VisitView {
  const { document, operations, edits, media } = sources
  const local = new Set(media.map((entry) => entry.id))
  const shown = operations.filter((entry) => entry.overlay === 1)
  const pending = shown.map(({ id, content, state }): Pending => ({ id, content, where: WHERE[state] }))
  const { answers, notes, photos, attempts } = layered(document, pending, edits)
  const requests = operations.filter((entry) => entry.kind === 'status.request')
  const parked = (entry: OutboxEntry): boolean => effectiveStatus(entry) === 'parked'
  const last = requests.at(-1)
  return {
    answers,
    notes,
    photos: [...photos.values()].map((photo) => ({ ...photo, local: local.has(photo.id) })),
    attempts: inOrder([...attempts.values()]),
    submittedHere: requests.some((entry) => entry.overlay === 1 && !parked(entry)),
    refused: last && parked(last) ? last : null,
  }
}

function fromServer(registers: Record<string, RegisterState> | undefined): Map<string, RegisterView> {
  const views = new Map<string, RegisterView>()
  for (const [item, { value, op, heads = [] }] of Object.entries(registers ?? {})) {
    const base = basesShowing(heads, value)
    views.set(item, {
      value,
      base: base.length > 0 ? base : [op],
      where: 'server',
      heads: isConflicting(heads) ? heads : [],
    })
  }
  return views
}
