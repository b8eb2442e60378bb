/**
 * The protocol's conformance vectors as the client runs them: each topic gives what the client's own rules make of
 * `given` and `when`, to be compared whole with `then`. It runs under Vitest and, bundled, in a browser.
 */
import { missing } from '@/checklist/completeness'
import type { AnswerValue, ChecklistDocument, Item, VisitContent } from '@/checklist/document'
import { evaluate } from '@/checklist/evaluation'
import { score } from '@/checklist/scoring'
import { validateAnswer } from '@/checklist/values'
import type { Edit, OutboxEntry } from '@/db/accountDb'
import { inOrder, standingOf } from '@/sync/callback'
import { canonicalSha256, canonicalText, contentHash } from '@/sync/canonical'
import { laterHlc, nextHlc } from '@/sync/clock'
import { amended, foldEdits, operationOf } from '@/sync/folding'
import { layered, type Pending } from '@/sync/overlay'
import { withReceipt } from '@/sync/receipts'
import {
  basesShowing,
  conflictId,
  emptyRegister,
  isConflicting,
  winnerOf,
  written,
  type Write,
} from '@/sync/register'
import { RowDigest } from '@/sync/verify'
import type { Attempt, Operation, VisitDocument } from '@/sync/wire'
import { tell } from './story'
import type { Step } from './storyServer'
import type { Given } from './storyState'

export interface Vector {
  name: string
  given: unknown
  when?: unknown
  then: unknown
}

export interface VectorFile {
  topic: string
  vectors: Vector[]
}

type Runner = (given: never, when: never) => unknown

interface ContentGiven extends Omit<VisitContent, 'answers'> {
  checklist: ChecklistDocument
  answers?: VisitContent['answers']
}

const contentOf = (given: ContentGiven): VisitContent => ({ ...given, answers: given.answers ?? {} })

interface WireEdit {
  field: Edit['register']
  key: string
  value: AnswerValue
  hlc: string
  base: string[]
}

/** What is on the disk after these edits, one after the other. */
function edited(edits: readonly WireEdit[]): Edit[] {
  const stored = new Map<string, Edit>()
  for (const { field, key, value, hlc, base } of edits) {
    const edit: Edit = { visit: '', register: field, item: key, value, hlc, base, at: 0 }
    const place = `${field}/${key}`
    stored.set(place, amended(stored.get(place), edit))
  }
  return [...stored.values()]
}

interface FoldingGiven {
  author: {
    actor: string
    known: Record<string, number>
    visit: string
    checklist: string
    wall: string
  }
  sequence: number
  ids: string[]
  clock: { last: string; wall: number }
  edits: WireEdit[]
}

function folding({ author, sequence, ids, clock, edits }: FoldingGiven): unknown {
  const { checklist, ...frame } = author
  let hlc = clock.last
  const operations = foldEdits(edited(edits), checklist).map((content, index) => {
    hlc = nextHlc(hlc, clock.wall)
    return operationOf({ ...frame, id: ids[index] ?? '', sequence: sequence + index + 1, hlc }, content)
  })
  for (const operation of operations) leavesOnlyWithADurableReceipt(operation)
  return { operations }
}

/** Section 5: an operation whose status is not durable, or not known, stays in the outbox. */
function leavesOnlyWithADurableReceipt(operation: Operation): void {
  const { id, hlc, known, entityId: visit, kind } = operation
  const entry: OutboxEntry = {
    ...{ id, visit, kind, hlc, known, state: 'sent', operation },
    content: operation,
    createdAt: 0,
    overlay: 1,
  }
  for (const status of ['retry', 'skipped', 'set-aside']) {
    const state = withReceipt(entry, { operation: id, status }, 0).state
    if (state !== 'sent') throw new Error(`${status} took ${id} out of the outbox`)
  }
  for (const status of ['applied', 'duplicate', 'superseded', 'held', 'parked']) {
    const state = withReceipt(entry, { operation: id, status }, 0).state
    if (state !== 'final') throw new Error(`${status} left ${id} in the outbox`)
  }
}

interface OverlayGiven {
  row: VisitDocument
  pending: Operation[]
  unsent: WireEdit[]
}

function overlay(given: OverlayGiven, then: { bases: Record<string, string[]> }): unknown {
  const pending = given.pending.map((operation): Pending => {
    return { id: operation.id, content: operation, where: 'sent' }
  })
  const { answers, notes, photos, attempts } = layered(given.row, pending, edited(given.unsent))
  const values = (views: typeof answers): unknown =>
    Object.fromEntries([...views].map(([key, view]) => [key, view.value]))
  const bases = Object.keys(then.bases).map((item) => [item, answers.get(item)?.base ?? []])
  return {
    answers: values(answers),
    bases: Object.fromEntries(bases),
    notes: values(notes),
    photos: Object.fromEntries([...photos].map(([id, photo]) => [id, photo.op])),
    attempts: inOrder([...attempts.values()]).map((attempt) => attempt.id),
  }
}

/** In the order given, backwards, and with every write repeated: the vector holds in every order. */
function register({ writes }: { writes: (Write & { base: string[] })[] }): unknown {
  const folded = [writes, [...writes].reverse(), [...writes, ...writes]].map((order) => {
    const { heads } = order.reduce((state, each) => written(state, each, each.base), emptyRegister())
    const winner = winnerOf(heads)
    return {
      heads: heads.map((head) => head.op),
      winner: winner?.op ?? null,
      conflict: isConflicting(heads),
      shownBases: winner ? basesShowing(heads, winner.value) : [],
    }
  })
  if (new Set(folded.map(canonicalText)).size > 1) throw new Error('the order of the writes decided')
  return folded[0]
}

function clock(
  { last }: { last: string },
  { steps }: { steps: { wall: number; receive?: string }[] },
): unknown {
  let time = last
  return { times: steps.map(({ wall, receive }) => (time = nextHlc(laterHlc(time, receive), wall))) }
}

const conditions = (given: ContentGiven): unknown => ({
  visible: [...evaluate(given.checklist, contentOf(given)).values()]
    .filter((entry) => entry.state !== 'HIDDEN')
    .map((entry) => entry.item.id),
})

/** A story says by itself where it goes another way. */
const story =
  (vector: Vector) =>
  async (given: Given, when: Step[]): Promise<unknown> => {
    await tell(given, when, vector.then as Parameters<typeof tell>[2])
    return vector.then
  }

const STORIES = ['receipts', 'cursor', 'bootstrap', 'recovery', 'verify', 'schedule', 'splitting', 'media']

async function digest({ rows }: { rows: { entity: string; id: string; rev: number }[] }): Promise<unknown> {
  const sum = new RowDigest()
  for (const row of rows) sum.add(row)
  return { rows: sum.rows, digest: await sum.text() }
}

const RUNNERS: Record<string, Runner> = {
  digest,
  scoring: (given: ContentGiven) => ({ result: score(given.checklist, contentOf(given)) }),
  completeness: (given: ContentGiven) => ({ missing: missing(given.checklist, contentOf(given)) }),
  conditions,
  'answer-values': (given: { item: Item; value: unknown }) => ({
    error: validateAnswer(given.item, given.value),
  }),
  clock,
  register,
  'callback-standing': ({
    attempts,
    zone,
    retries,
  }: {
    attempts: Attempt[]
    zone: string
    retries: number
  }) => standingOf(inOrder(attempts), zone, retries),
  'conflict-id': async (given: { visit: string; field: string; heads: string[] }) => ({
    id: await conflictId(given.visit, given.field, given.heads),
  }),
  'canonical-json': async ({ value }: { value: unknown }) => ({
    text: canonicalText(value),
    sha256: await canonicalSha256(value),
  }),
  'content-hash': async ({ first, second }: { first: Operation; second: Operation }) => ({
    same: (await contentHash(first)) === (await contentHash(second)),
  }),
  folding,
  overlay,
}

/** Topics the client has no rule for, and why it needs none. A topic in neither list fails the test. */
export const NOT_OF_A_DEVICE: Record<string, string> = {
  'server-problems': 'what a server answers: tried by the conformance runner',
  'server-session': 'what a server answers: tried by the conformance runner',
  'server-receipts': 'what a server answers: tried by the conformance runner',
  'server-pull': 'what a server answers: tried by the conformance runner',
  'server-snapshot': 'what a server answers: tried by the conformance runner',
  'server-digest': 'what a server answers: tried by the conformance runner',
  'server-media': 'what a server answers: tried by the conformance runner',
  validation: 'publishing a checklist is the server’s; a device only ever gets documents that passed',
  'effective-hlc': 'computed once by the server at receipt; a device merges what the receipt tells',
  'photo-set': 'the server folds it; a device shows the row’s photos and its own, see overlay',
  'visit-fold': 'the server folds operations into the document a device gets as a row',
  'visit-states': 'decided by the server; a device only asks',
  'push-envelope': 'how the server reads a push; what a device writes is held by folding',
}

export const isRun = (topic: string): boolean => Object.hasOwn(RUNNERS, topic) || STORIES.includes(topic)

/** What the client makes of a vector; `overlay` asks for the bases the vector names. */
export async function resultOf(topic: string, vector: Vector): Promise<unknown> {
  const run = STORIES.includes(topic) ? story(vector) : RUNNERS[topic]
  if (!run) throw new Error(`no runner for ${topic}`)
  const when = topic === 'overlay' ? vector.then : vector.when
  return JSON.parse(JSON.stringify(await run(vector.given as never, when as never)))
}
