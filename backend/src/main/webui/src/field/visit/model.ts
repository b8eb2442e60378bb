/**
 * One visit on the screen. Every item has a small reactive state of its own; after a change the rules are evaluated
 * once and only the states that differ are touched, so that one answer of five hundred redraws one card.
 */
import { shallowReactive, shallowRef } from 'vue'
import type { Missing } from '@/checklist/completeness'
import type { AnswerValue, ChecklistDocument, Item, Section, VisitContent } from '@/checklist/document'
import { score, type ScoreResult } from '@/checklist/scoring'
import type { AccountDb, OutboxEntry, StoredRow } from '@/db/accountDb'
import type { PhotoView, RegisterView, VisitView, Whereabouts } from '@/sync/overlay'
import type { Assignment, Head, PhotoFields, VisitDocument } from '@/sync/wire'
import {
  addPhoto,
  loadView,
  rememberCorrected,
  removePhoto,
  replacePhoto,
  saveRegister,
  submitVisit,
} from '@/sync/work'
import { uuid7 } from '@/sync/ids'
import { sameValue } from '@/sync/canonical'
import { Changes } from './changes'
import { findingsOf, type Findings } from './findings'
import { forgetPage } from './place'
import { modeOf, stateOf, type VisitMode } from './state'
import { Tally, type SectionProgress } from './tally'

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
  /** A remark's item that was written to since the visit came back. */
  corrected: boolean
}

export interface VisitSummary {
  mode: VisitMode
  /** Mine no more, or cancelled: what I wrote is kept and still sent. */
  gone: boolean
  answered: number
  total: number
  missing: Missing[]
  /** Items that something is missing of. */
  incomplete: number
  /** As long as something is missing, and for a moment after an answer, of a while ago. */
  score: ScoreResult | null
  sections: Record<string, SectionProgress>
  refused: OutboxEntry | null
  conflicts: number
  unsent: number
  /** Items the reviewer wrote a remark about, in the checklist's order. */
  remarked: string[]
  corrected: number
}

/** The score is for the eye: it follows an answer when the answer is on the screen. */
const SCORE_MS = 200

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
    remarked: [],
    corrected: 0,
  })
  /** What the last accepted visit of the unit found, where the programme shows it. */
  readonly findings = shallowRef<Findings | null>(null)
  readonly changes = new Changes()
  private writes = 0
  private mode: VisitMode = 'open'
  private gone = false
  private refused: OutboxEntry | null = null
  /** Of the assignment: it is another after every return. */
  private revision = 0
  private readonly tally: Tally
  private content: Contents = { answers: {}, notes: {}, photos: {}, signatures: {} }
  private begun = false
  private scoring: ReturnType<typeof setTimeout> | undefined

  private constructor(
    private readonly db: AccountDb,
    readonly visit: string,
    readonly checklist: ChecklistDocument,
    resumeAt: string | undefined,
  ) {
    this.resumeAt = resumeAt
    this.tally = new Tally(checklist)
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
      const findings = row && (await this.db.rows.get(['findings', row.id]))
      // Something was written meanwhile: what was read is older than what is shown.
      if (before !== this.writes) continue
      if (row === undefined && this.begun) return this.leave()
      const assignment = (row?.body ?? null) as Assignment | null
      this.assignment.value = assignment
      this.document.value = document ?? null
      this.startedAt.value = document?.startedAt ?? draft?.startedAt ?? null
      this.gone = row === undefined || row.gone !== undefined || assignment?.state === 'CANCELLED'
      const mode = modeOf(assignment && stateOf(assignment, document ?? null), view)
      // Whoever knows that it is not theirs writes nothing more into it.
      this.mode = this.gone && mode === 'open' ? 'closed' : mode
      this.refused = view.refused
      this.findings.value = findings?.gone === undefined ? findingsOf(findings?.body) : null
      this.revision = row?.rev ?? 0
      const corrected = draft?.corrected?.rev === this.revision ? draft.corrected.items : []
      const changed = this.take(view, assignment, corrected)
      this.evaluate(this.begun ? changed : null)
      this.changes.settle()
      return
    }
  }

  /** Everything has been sent and the rows have left: what is on the screen stays there to be read. */
  private leave(): void {
    this.gone = true
    this.mode = 'closed'
    for (const state of this.states.values()) if (state.where !== null) set(state, 'where', 'server')
    this.sumUp()
  }

  /** Gives the items that are another way than before. */
  private take(view: VisitView, assignment: Assignment | null, corrected: readonly string[]): string[] {
    const photos = new Map<string, PhotoView[]>()
    // In the order they were taken: a marked one stands where the one without marks stood.
    for (const photo of [...view.photos].sort(byCapture)) {
      if (photo.item !== null) photos.set(photo.item, [...(photos.get(photo.item) ?? []), photo])
    }
    const remarks = this.remarks(assignment)
    const changed: string[] = []
    for (const [id, state] of this.states) {
      const answer: RegisterView | undefined = view.answers.get(id)
      const noted = view.notes.get(id)
      const note = noted?.value
      const own = photos.get(id) ?? NO_PHOTOS
      const values = [
        set(state, 'value', answer?.value ?? null),
        set(state, 'heads', answer && answer.heads.length > 0 ? answer.heads : NO_HEADS),
        set(state, 'note', typeof note === 'string' ? note : ''),
        set(state, 'photos', own),
        set(state, 'where', answer?.where ?? null),
        set(state, 'remark', remarks.get(id) ?? null),
        set(state, 'corrected', remarks.has(id) && corrected.includes(id)),
      ]
      if (values.includes(true)) changed.push(id)
    }
    return changed
  }

  private remarks(assignment: Assignment | null): Map<string, string> {
    const remarks = new Map<string, string>()
    if (assignment?.state !== 'RETURNED') return remarks
    for (const { item, text } of assignment.returnRemarks ?? this.document.value?.review?.remarks ?? [])
      if (item !== null) remarks.set(item, [remarks.get(item), text].filter(Boolean).join('\n'))
    return remarks
  }

  private evaluate(changed: Iterable<string> | null): void {
    for (const id of changed ?? this.states.keys()) this.note(id)
    const looked = changed ? this.tally.update(this.content, changed) : this.tally.begin(this.content)
    this.begun = true
    for (const id of looked) {
      const state = this.states.get(id)
      const standing = this.tally.standing(id)
      if (!state || !standing) continue
      set(state, 'hidden', standing.entry.state === 'HIDDEN')
      set(state, 'failed', standing.entry.failed)
      set(state, 'done', standing.done)
      set(state, 'needs', standing.needs.length === 0 ? NO_NEEDS : standing.needs)
    }
    this.sumUp()
    if (changed) this.scoreSoon()
    else this.scoreNow()
  }

  /** Keeps what an item holds where the rules look for it. */
  private note(id: string): void {
    const state = this.states.get(id)
    if (!state) return
    const { answers, notes, photos, signatures } = this.content
    answers[id] = state.value ?? undefined
    notes[id] = state.note
    signatures[id] = state.photos.filter((photo) => photo.purpose === 'SIGNATURE').length
    photos[id] = state.photos.length - signatures[id]
  }

  private sumUp(): void {
    const missing = this.tally.missing
    const sections = this.tally.sections
    const remarked: string[] = []
    let conflicts = 0
    let unsent = 0
    let corrected = 0
    for (const [id, state] of this.states) {
      if (state.remark !== null) remarked.push(id)
      if (state.corrected) corrected += 1
      if (state.hidden) continue
      if (state.heads.length > 0) conflicts += 1
      if (state.where === 'here' || state.where === 'sent') unsent += 1
    }
    const { mode, gone, refused } = this
    const progress = Object.values(sections)
    this.summary.value = {
      mode,
      gone,
      refused,
      answered: progress.reduce((sum, each) => sum + each.done, 0),
      total: progress.reduce((sum, each) => sum + each.total, 0),
      missing,
      incomplete: new Set(missing.map((each) => each.item)).size,
      score: this.summary.value.score,
      sections,
      conflicts,
      unsent,
      remarked,
      corrected,
    }
  }

  private scoreSoon(): void {
    clearTimeout(this.scoring)
    this.scoring = setTimeout(() => this.scoreNow(), SCORE_MS)
  }

  /** Shown when nothing is missing, so computed only then. */
  private scoreNow(): void {
    clearTimeout(this.scoring)
    const summary = this.summary.value
    const shown = this.checklist.showScore !== false && summary.missing.length === 0
    const result = shown ? score(this.checklist, this.content, this.tally.evaluation) : null
    if (result !== null || summary.score !== null) this.summary.value = { ...summary, score: result }
  }

  /** Whether answering it may move what is below. */
  decides(item: string): boolean {
    return this.tally.decides(item)
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
    await this.corrects(state)
    this.evaluate([id])
  }

  private async writeNote(id: string, text: string): Promise<void> {
    await this.write(() => saveRegister(this.db, this.visit, 'note', id, text === '' ? null : text))
    const state = this.states.get(id)
    if (!state) return
    set(state, 'note', text)
    await this.corrects(state)
    this.evaluate([id])
  }

  private async corrects(state: ItemState | undefined): Promise<void> {
    if (!state || state.remark === null || state.corrected) return
    await rememberCorrected(this.db, this.visit, this.revision, state.item.id)
    set(state, 'corrected', true)
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
    if (photo.item !== null) await this.corrects(this.states.get(photo.item))
    await this.refresh()
  }

  private async dropPhoto(id: string): Promise<void> {
    const state = [...this.states.values()].find((each) => each.photos.some((photo) => photo.id === id))
    await this.write(() => removePhoto(this.db, this.visit, id))
    await this.corrects(state)
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

  /** @param declared what the person ticked */
  async submit(declared?: string): Promise<void> {
    // The score is sent even where the person does not see it: the server compares it with its own.
    const result = score(this.checklist, this.content, this.tally.evaluation)
    await this.write(() => submitVisit(this.db, this.visit, result.score, declared))
    await forgetPage(this.db, this.visit)
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

/** Says whether that was another value. */
function set<K extends keyof ItemState>(state: ItemState, key: K, value: ItemState[K]): boolean {
  if (state[key] === value) return false
  if (typeof value === 'object' && JSON.stringify(state[key]) === JSON.stringify(value)) return false
  state[key] = value
  return true
}

/** What the rules look at, kept item by item. */
interface Contents extends VisitContent {
  answers: Record<string, AnswerValue | undefined>
  notes: Record<string, string>
  photos: Record<string, number>
  signatures: Record<string, number>
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
    corrected: false,
  }
}

function assignmentRow(db: AccountDb, visit: string): Promise<StoredRow | undefined> {
  return db.rows
    .where('entity')
    .equals('assignment')
    .filter((row) => (row.body as Assignment).visit === visit)
    .first()
}
