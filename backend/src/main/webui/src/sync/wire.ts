/**
 * What goes over the wire, as `docs/sync-protocol.md` describes it. Unknown fields are kept wherever rows are stored.
 */
import type { AnswerValue, GeoPoint } from '@/checklist/document'
import type { ScoreResult } from '@/checklist/scoring'

export interface Register {
  value: AnswerValue
  hlc: string
  /** Operations whose values the person saw when they wrote this one. */
  base: string[]
}

export interface PhotoFields {
  id: string
  item: string | null
  purpose: 'PHOTO' | 'SIGNATURE'
  sha256: string
  size: number
  contentType: string
  capturedAt: string
  location?: GeoPoint
  width: number
  height: number
}

export type AttemptOutcome =
  'REACHED' | 'NO_ANSWER' | 'REFUSED' | 'WRONG_NUMBER' | 'CALL_LATER' | 'NUMBER_SHOWN'

/** One attempt to ask the customer of a callback, or that their number was shown. Only ever added. */
export interface Attempt {
  id: string
  channel: 'ON_SITE' | 'TELEPHONE'
  outcome: AttemptOutcome
  at: string
  /** With CALL_LATER alone. */
  laterAt?: string
}

/** What an operation says, by kind; the frame (sequence, clock, device) is added when a batch is made. */
export type OperationContent =
  | { kind: 'visit.start'; assignment: string; checklist: string; startedAt: string; location?: GeoPoint }
  | { kind: 'answers.set'; checklist: string; answers: Record<string, Register> }
  | { kind: 'note.add'; notes: Record<string, Register> }
  | { kind: 'photo.add'; photo: PhotoFields }
  | { kind: 'photo.remove'; photo: string; observed: string[] }
  | { kind: 'callback.attempt'; attempt: Attempt }
  | { kind: 'status.request'; to: 'SUBMITTED'; score: string | null }

export type Operation = {
  id: string
  sequence: number
  hlc: string
  actor: string
  known: Record<string, number>
  entity: 'visit'
  entityId: string
  schema: 1
  wall: string
} & OperationContent

/** Statuses this version knows. A server may name others: then the operation stays here and is offered again. */
export const RECEIPT_STATUSES = [
  'applied',
  'duplicate',
  'superseded',
  'held',
  'parked',
  'retry',
  'skipped',
] as const
export type ReceiptStatus = (typeof RECEIPT_STATUSES)[number]

export interface Receipt {
  operation: string
  status: string
  /** The stored status when `status` is "duplicate". */
  original?: string | null
  code?: string | null
  detail?: string | null
  pointer?: string | null
  needs?: { kind: string; sha256?: string; id?: string }[]
  conflicts?: string[]
  mediaMissing?: string[]
  effectiveHlc?: string | null
  visibleAt?: string | null
  afterMs?: number | null
}

export interface Limits {
  pushOperations: number
  pushBytes: number
  operationBytes: number
  fileBytes: number
  pageRows: number
}

export const DEFAULT_LIMITS: Limits = {
  pushOperations: 500,
  pushBytes: 1_048_576,
  operationBytes: 262_144,
  fileBytes: 26_214_400,
  pageRows: 1000,
}

export interface SessionResponse {
  protocol: number
  epoch: string
  lease: string
  serverTime: string
  hlc: string
  /** The highest sequence stored of the incarnation. */
  watermark: number
  limits: Partial<Limits>
  scopes: string[]
  /** Executed in order; those not known here are passed over. */
  commands?: unknown[]
  /** The one to use from now on; absent from servers that know no forks. */
  incarnation?: number
}

/** First line of a snapshot. */
export interface SnapshotHead {
  scope: string
  cursor: string
  asOf: string
  horizon: string
  rows: number
}

/** Last line; without it the answer was cut. */
export interface SnapshotEnd {
  end: true
  /** Rows sent in this answer. */
  rows: number
  /** Of the whole scope; null when the answer went on from a row in the middle. */
  digest: string | null
}

export interface VerifyResponse {
  scopes: { scope: string; result: 'equal' | 'different' | 'changed' | 'left' }[]
}

export interface PushResponse {
  receipts: Receipt[]
  lease: string
  serverTime: string
  hlc: string
}

export interface StatusResponse {
  receipts?: Receipt[]
  /** The operations the server does not have. */
  unknown?: string[]
  lease?: string | null
}

export interface PulledRow {
  scope: string
  entity: string
  id: string
  op: 'upsert' | 'left' | 'deleted'
  rev: number
  body: unknown
}

export interface PullResponse {
  rows: PulledRow[]
  cursor: string
  horizon: string
  more: boolean
  consistent: boolean
  scopes: string[]
  leftScopes: string[]
  asOf: string
  lagMs: number
}

export interface Head {
  op: string
  value: AnswerValue
  hlc: string
  by: string
}

export interface RegisterState {
  value: AnswerValue
  op: string
  hlc: string
  by: string
  conflict: string | null
  heads?: Head[]
}

export interface Remark {
  item: string | null
  text: string
}

/** A visit as the server sees it. */
export interface VisitDocument {
  id: string
  assignment: string
  checklist: string
  state: string
  startedAt: string | null
  serviceOn: string | null
  submittedAt: string | null
  answers: Record<string, RegisterState>
  notes: Record<string, RegisterState>
  photos: (PhotoFields & { op: string; verified: boolean })[]
  /** In the order in which they were made; absent: none. */
  attempts?: (Attempt & { op: string; by: string })[]
  /** Who collected a callback that was submitted. */
  collected?: 'SELF_COLLECTED' | 'INDEPENDENT'
  score: ScoreResult | null
  review: { state: string; reason: string | null; remarks: Remark[] } | null
}

export type AssignmentState =
  'ASSIGNED' | 'IN_PROGRESS' | 'SUBMITTED' | 'ACCEPTED' | 'RETURNED' | 'CANCELLED' | 'REASSIGNED' | 'EXPIRED'

export interface Assignment {
  id: string
  programme: { id: string; code: string; kind: string; name: { 'zh-CN': string; en?: string } | string }
  checklist: string
  unit: {
    id: string
    name: string
    type: string
    storeKind?: string | null
    address?: string | null
    lat?: string | number | null
    lon?: string | number | null
  }
  subjectStaff: { id: string; name: string } | null
  serviceEvent: Record<string, unknown> | null
  windowFrom: string
  windowTo: string
  state: AssignmentState
  visit: string
  returnReason: string | null
  returnRemarks?: Remark[]
  serviceOn: string | null
}

/** Two or more values of one answer that nobody has chosen between yet. */
export interface ConflictRow {
  id: string
  visit: string
  field: string
  heads: {
    operation: string
    value: AnswerValue
    author: string | null
    device: string | null
    hlc: string
    at: string
  }[]
  winner: string
  state: 'OPEN' | 'CLOSED'
}
