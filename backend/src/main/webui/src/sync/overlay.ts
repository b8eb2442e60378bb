/**
 * What a person sees of a visit: the server's document, then their own operations the document may not show yet, then
 * their unfolded edits. Pure, so that it is the same after a reload as before.
 */
import type { Edit, MediaEntry, OutboxEntry } from '@/db/accountDb'
import type { AnswerValue } from '@/checklist/document'
import { sameAnswer } from '@/checklist/values'
import type { Head, PhotoFields, RegisterState, VisitDocument } from './wire'

/** Where the value shown is: `here` only on this device, `sent` on its way, `server` safe. */
export type Whereabouts = 'here' | 'sent' | 'server'

export interface RegisterView {
  value: AnswerValue
  /** What a further edit names as seen: the operation of this value, or all heads of a conflict. */
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

export function effectiveStatus(entry: OutboxEntry): string | null {
  const receipt = entry.receipt
  if (!receipt) return null
  return receipt.status === 'duplicate' ? (receipt.original ?? 'applied') : receipt.status
}

export function projectVisit(sources: OverlaySources): VisitView {
  const { document } = sources
  const answers = fromServer(document?.answers)
  const notes = fromServer(document?.notes)
  const photos = new Map<string, PhotoView>()
  const local = new Set(sources.media.map((entry) => entry.id))
  for (const photo of document?.photos ?? []) {
    photos.set(photo.id, { ...photo, where: 'server', local: local.has(photo.id) })
  }
  let submittedHere = false
  let refused: OutboxEntry | null = null
  for (const entry of sources.operations) {
    const { content } = entry
    if (content.kind === 'status.request' && effectiveStatus(entry) === 'parked') refused = entry
    if (entry.overlay === 0) continue
    const where: Whereabouts = entry.state === 'queued' ? 'here' : entry.state === 'sent' ? 'sent' : 'server'
    switch (content.kind) {
      case 'answers.set':
        for (const [item, register] of Object.entries(content.answers)) {
          answers.set(item, { value: register.value, base: [entry.id], where, heads: [] })
        }
        break
      case 'note.add':
        for (const [item, register] of Object.entries(content.notes)) {
          notes.set(item, { value: register.value, base: [entry.id], where, heads: [] })
        }
        break
      case 'photo.add':
        photos.set(content.photo.id, {
          ...content.photo,
          op: entry.id,
          where,
          local: local.has(content.photo.id),
        })
        break
      case 'photo.remove':
        photos.delete(content.photo)
        break
      case 'status.request':
        submittedHere = effectiveStatus(entry) !== 'parked'
        if (submittedHere) refused = null
        break
      case 'visit.start':
        break
    }
  }
  for (const edit of sources.edits) {
    const target = edit.register === 'answer' ? answers : notes
    target.set(edit.item, { value: edit.value, base: edit.base, where: 'here', heads: [] })
  }
  return { answers, notes, photos: [...photos.values()], submittedHere, refused }
}

function fromServer(registers: Record<string, RegisterState> | undefined): Map<string, RegisterView> {
  const views = new Map<string, RegisterView>()
  for (const [item, register] of Object.entries(registers ?? {})) {
    const all = register.heads ?? []
    // Heads of one value are no conflict; whoever sees that value has seen them all.
    const heads = all.some((head) => !sameAnswer(head.value, register.value)) ? all : []
    const base = all.length > 1 ? all.map((head) => head.op) : [register.op]
    views.set(item, { value: register.value, base, where: 'server', heads })
  }
  return views
}
