/**
 * One visit on the screen. Every item has a small reactive state of its own; after a change the rules are evaluated
 * once and only the states that differ are touched, so that one answer of five hundred redraws one card.
 */
import { shallowReactive, shallowRef } from 'vue'
import { missingOf, type Missing } from '@/checklist/completeness'
import type { AnswerValue, ChecklistDocument, Item, Section, VisitContent } from '@/checklist/document'
import { evaluate, type Evaluated } from '@/checklist/evaluation'
import { score, type ScoreResult } from '@/checklist/scoring'
import type { AccountDb, OutboxEntry, StoredRow } from '@/db/accountDb'
import type { PhotoView, RegisterView, VisitView, Whereabouts } from '@/sync/overlay'
import type { Assignment, AssignmentState, Head, PhotoFields, VisitDocument } from '@/sync/wire'
import { addPhoto, loadView, removePhoto, replacePhoto, saveRegister, submitVisit } from '@/sync/work'
import { uuid7 } from '@/sync/ids'
import { sameValue } from '@/sync/canonical'
import { Changes } from './changes'
import { stateOf } from './state'

export interface ItemState {
  readonly item: Item
  readonly section: Section
  /** "3" in "3 of 40": position in the whole checklist. */
  readonly number: number
  value: AnswerValue
  where: Whereabouts | null
  heads: Head[]
  note: string
  photos: PhotoView[]
  hidden: boolean
  done: boolean
  failed: boolean
  needs: Missing[]
  remark: string | null
}

export interface SectionProgress {
  done: number
  total: number
}

export type VisitMode = 'open' | 'submitted' | 'closed'

export interface VisitSummary {
  mode: VisitMode
  /** Mine no more, or cancelled: what I wrote is kept and still sent. */
  gone: boolean
  answered: number
  total: number
  missing: Missing[]
  /** Items that something is missing of. */
  incomplete: number
  score: ScoreResult | null
  sections: Record<string, SectionProgress>
  refused: OutboxEntry | null
  conflicts: number
  unsent: number
}

const NO_PHOTOS: PhotoView[] = []
const NO_HEADS: Head[] = []
const NO_NEEDS: Missing[] = []

export class VisitModel {
  readonly states = new Map<string, ItemState>()
  readonly assignment = shallowRef<Assignment | null>(null)
  readonly document = shallowRef<VisitDocument | null>(null)
  readonly startedAt = shallowRef<string | null>(null)
  readonly resumeAt: string | undefined
  readonly summary = shallowRef<VisitSummary>({
    mode: 'open',
    gone: false,
    answered: 0,
    total: 0,
    missing: [],
    incomplete: 0,
    score: null,
    sections: {},
    refused: null,
    conflicts: 0,
    unsent: 0,
  })
  readonly changes = new Changes()
  private writes = 0
  private mode: VisitMode = 'open'
  private gone = false
  private refused: OutboxEntry | null = null

  private constructor(
    private readonly db: AccountDb,
    readonly visit: string,
    readonly checklist: ChecklistDocument,
    resumeAt: string | undefined,
  ) {
    this.resumeAt = resumeAt
    let number = 0
    for (const section of checklist.sections) {
      for (const item of section.items) {
        number += 1
        this.states.set(item.id, shallowReactive(emptyState(item, section, number)))
      }
    }
  }

  /** Null when this device does not hold the assignment or its checklist (yet). */
  static async open(db: AccountDb, visit: string): Promise<VisitModel | null> {
    const row = await assignmentRow(db, visit)
    const checklistId = (row?.body as Assignment | undefined)?.checklist
    const checklist = checklistId ? await db.rows.get(['checklist', checklistId]) : undefined
    if (!checklist) return null
    const at = (await db.drafts.get(visit))?.at
    const model = new VisitModel(db, visit, checklist.body as ChecklistDocument, at)
    await model.refresh()
    return model
  }

  /** Reads everything again; for changes that came from the server or another tab. */
  async refresh(): Promise<void> {
    for (;;) {
      const before = this.writes
      const view = await loadView(this.db, this.visit)
      const row = await assignmentRow(this.db, this.visit)
      const document = (await this.db.rows.get(['visit', this.visit]))?.body as VisitDocument | undefined
      const draft = await this.db.drafts.get(this.visit)
      // Something was written meanwhile: what was read is older than what is shown.
      if (before !== this.writes) continue
      const assignment = (row?.body ?? null) as Assignment | null
      this.assignment.value = assignment
      this.document.value = document ?? null
      this.startedAt.value = document?.startedAt ?? draft?.startedAt ?? null
      this.gone = row === undefined || row.gone !== undefined || assignment?.state === 'CANCELLED'
      this.mode = modeOf(assignment && stateOf(assignment, document ?? null), view)
      this.refused = view.refused
      this.take(view, assignment)
      this.evaluate()
      this.changes.settle()
      return
    }
  }

  private take(view: VisitView, assignment: Assignment | null): void {
    const photos = new Map<string, PhotoView[]>()
    // In the order they were taken: a marked one stands where the one without marks stood.
    for (const photo of [...view.photos].sort(byCapture)) {
      if (photo.item !== null) photos.set(photo.item, [...(photos.get(photo.item) ?? []), photo])
    }
    const returned = assignment?.state === 'RETURNED'
    const remarks = new Map<string, string>()
    const review = this.document.value?.review
    for (const remark of returned ? (assignment.returnRemarks ?? review?.remarks ?? []) : []) {
      if (remark.item !== null) remarks.set(remark.item, remark.text)
    }
    for (const [id, state] of this.states) {
      const answer: RegisterView | undefined = view.answers.get(id)
      const note = view.notes.get(id)?.value
      set(state, 'value', answer?.value ?? null)
      set(state, 'where', answer?.where ?? null)
      set(state, 'heads', answer && answer.heads.length > 0 ? answer.heads : NO_HEADS)
      set(state, 'note', typeof note === 'string' ? note : '')
      set(state, 'photos', photos.get(id) ?? NO_PHOTOS)
      set(state, 'remark', remarks.get(id) ?? null)
    }
  }

  private content(): VisitContent {
    const answers: Record<string, AnswerValue> = {}
    const notes: Record<string, string> = {}
    const photos: Record<string, number> = {}
    const signatures: Record<string, number> = {}
    for (const [id, state] of this.states) {
      if (state.value !== null) answers[id] = state.value
      if (state.note !== '') notes[id] = state.note
      for (const photo of state.photos) {
        const counts = photo.purpose === 'SIGNATURE' ? signatures : photos
        counts[id] = (counts[id] ?? 0) + 1
      }
    }
    return { answers, notes, photos, signatures }
  }

  private evaluate(): void {
    const content = this.content()
    const evaluation = evaluate(this.checklist, content)
    const missing: Missing[] = []
    const sections: Record<string, SectionProgress> = {}
    let answered = 0
    let total = 0
    let conflicts = 0
    let incomplete = 0
    let unsent = 0
    for (const [id, state] of this.states) {
      const entry = evaluation.get(id) as Evaluated
      const needs = missingOf(entry, content)
      const done = needs.length === 0 && (entry.state === 'ANSWERED' || entry.state === 'NA')
      set(state, 'hidden', entry.state === 'HIDDEN')
      set(state, 'failed', entry.failed)
      set(state, 'done', done)
      set(state, 'needs', needs.length === 0 ? NO_NEEDS : needs)
      missing.push(...needs)
      if (needs.length > 0) incomplete += 1
      const progress = (sections[state.section.id] ??= { done: 0, total: 0 })
      if (entry.state === 'HIDDEN') continue
      progress.total += 1
      total += 1
      if (done) progress.done += 1
      if (done) answered += 1
      if (state.heads.length > 0) conflicts += 1
      if (state.where === 'here' || state.where === 'sent') unsent += 1
    }
    const result = this.checklist.showScore === false ? null : score(this.checklist, content, evaluation)
    const { mode, gone, refused } = this
    this.summary.value = {
      mode,
      gone,
      refused,
      answered,
      total,
      missing,
      incomplete,
      score: result,
      sections,
      conflicts,
      unsent,
    }
  }

  /** Resolves when the answer is on the disk; only then does the card show it. */
  async setAnswer(id: string, value: AnswerValue): Promise<void> {
    const state = this.states.get(id)
    const before = state?.value ?? null
    // The values of a conflict are all in the history; no one of them is what stood here before.
    const settles = state !== undefined && state.heads.length > 0
    await this.writeAnswer(id, value)
    if (state && !settles) this.noteRegister(state, 'answer', before, value)
  }

  async setNote(id: string, text: string): Promise<void> {
    const state = this.states.get(id)
    const before = state?.note ?? ''
    await this.writeNote(id, text)
    if (state) this.noteRegister(state, 'note', before, text)
  }

  private async writeAnswer(id: string, value: AnswerValue): Promise<void> {
    const state = this.states.get(id)
    // The card shows every value of a conflict, so whoever answers has seen them all.
    const seen = state && state.heads.length > 0 ? state.heads.map((head) => head.op) : undefined
    await this.write(() => saveRegister(this.db, this.visit, 'answer', id, value, seen))
    if (!state) return
    set(state, 'value', value)
    set(state, 'where', 'here')
    set(state, 'heads', NO_HEADS)
    this.evaluate()
  }

  private async writeNote(id: string, text: string): Promise<void> {
    await this.write(() => saveRegister(this.db, this.visit, 'note', id, text === '' ? null : text))
    const state = this.states.get(id)
    if (!state) return
    set(state, 'note', text)
    this.evaluate()
  }

  async addPhoto(photo: PhotoFields, blob: Blob, thumbnail: Blob): Promise<void> {
    await this.keepPhoto(photo, blob, thumbnail)
    this.notePhoto(
      photo.item,
      () => this.shows(photo.id),
      () => this.dropPhoto(photo.id),
    )
  }

  async removePhoto(id: string): Promise<void> {
    const kept = await this.keptPhoto(id)
    await this.dropPhoto(id)
    if (!kept) return
    this.notePhoto(
      kept.photo.item,
      () => !this.shows(id),
      () => this.keepPhoto({ ...kept.photo, id: uuid7() }, kept.blob, kept.thumbnail),
    )
  }

  /** The new photo takes the place of the old one in one step: taken again, or with marks. */
  async replacePhoto(old: string, photo: PhotoFields, blob: Blob, thumbnail: Blob): Promise<void> {
    const kept = await this.keptPhoto(old)
    await this.exchangePhoto(old, photo, blob, thumbnail)
    if (!kept) return
    this.notePhoto(
      photo.item,
      () => this.shows(photo.id),
      () => this.exchangePhoto(photo.id, { ...kept.photo, id: uuid7() }, kept.blob, kept.thumbnail),
    )
  }

  /** What is needed to bring a photo back. */
  private async keptPhoto(
    id: string,
  ): Promise<{ photo: PhotoFields; blob: Blob; thumbnail: Blob | undefined } | null> {
    const entry = await this.db.media.get(id)
    const file = entry && (await this.db.files.get(entry.sha256))
    if (!entry || !file) return null
    const { item, purpose, sha256, size, contentType, capturedAt, location, width, height, thumbnail } = entry
    const place = location ? { location } : {}
    const photo = { id, item, purpose, sha256, size, contentType, capturedAt, ...place, width, height }
    return { photo, blob: file.blob, thumbnail }
  }

  private async exchangePhoto(
    old: string,
    photo: PhotoFields,
    blob: Blob,
    thumbnail: Blob | undefined,
  ): Promise<void> {
    await this.write(() => replacePhoto(this.db, this.visit, old, photo, blob, thumbnail))
    await this.refresh()
  }

  private async keepPhoto(photo: PhotoFields, blob: Blob, thumbnail: Blob | undefined): Promise<void> {
    await this.write(() => addPhoto(this.db, this.visit, photo, blob, thumbnail))
    await this.refresh()
  }

  private async dropPhoto(id: string): Promise<void> {
    await this.write(() => removePhoto(this.db, this.visit, id))
    await this.refresh()
  }

  private shows(photo: string): boolean {
    return [...this.states.values()].some((state) => state.photos.some((each) => each.id === photo))
  }

  private notePhoto(item: string | null, stands: () => boolean, takeBack: () => Promise<void>): void {
    if (item !== null)
      this.changes.note({ item, kind: 'photo', field: 'photo', at: Date.now(), stands, takeBack })
  }

  private noteRegister(
    state: ItemState,
    field: 'answer' | 'note',
    before: AnswerValue,
    after: AnswerValue,
  ): void {
    if (sameValue(before, after)) return
    const { id, type } = state.item
    const typed = field === 'note' || type === 'TEXT' || type === 'NUMBER'
    this.changes.note({
      ...{ item: id, kind: typed ? 'typed' : 'chosen', field, at: Date.now() },
      stands: () =>
        field === 'note' ? state.note === after : state.heads.length === 0 && sameValue(state.value, after),
      takeBack: () => (field === 'note' ? this.writeNote(id, String(before)) : this.writeAnswer(id, before)),
    })
  }

  async submit(): Promise<void> {
    // The score is sent even where the person does not see it: the server compares it with its own.
    const result = score(this.checklist, this.content())
    await this.write(() => submitVisit(this.db, this.visit, result.score))
    await this.refresh()
  }

  private async write(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } finally {
      this.writes += 1
    }
  }
}

function set<K extends keyof ItemState>(state: ItemState, key: K, value: ItemState[K]): void {
  if (state[key] === value) return
  if (typeof value === 'object' && JSON.stringify(state[key]) === JSON.stringify(value)) return
  state[key] = value
}

const byCapture = (a: PhotoView, b: PhotoView): number => Date.parse(a.capturedAt) - Date.parse(b.capturedAt)

function emptyState(item: Item, section: Section, number: number): ItemState {
  return {
    item,
    section,
    number,
    value: null,
    where: null,
    heads: NO_HEADS,
    note: '',
    photos: NO_PHOTOS,
    hidden: false,
    done: false,
    failed: false,
    needs: NO_NEEDS,
    remark: null,
  }
}

function modeOf(state: AssignmentState | null, view: Pick<VisitView, 'submittedHere'>): VisitMode {
  if (view.submittedHere) return 'submitted'
  switch (state) {
    case 'SUBMITTED':
      return 'submitted'
    case 'ACCEPTED':
    case 'EXPIRED':
    case 'CANCELLED':
      return 'closed'
    default:
      return 'open'
  }
}

function assignmentRow(db: AccountDb, visit: string): Promise<StoredRow | undefined> {
  return db.rows
    .where('entity')
    .equals('assignment')
    .filter((row) => (row.body as Assignment).visit === visit)
    .first()
}
