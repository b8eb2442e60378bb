/**
 * How edits become operations. Pure, so that the protocol's vectors can drive it: every edit is on the disk by itself,
 * those not yet sent are folded into one operation of a kind, and the frame is put around it when a batch is made.
 */
import type { Edit } from '@/db/accountDb'
import type { Operation, OperationContent, Register } from './wire'

/** An answers.set larger than this is written as several, well below what a server takes as one operation. */
const FOLD_BYTES = 128 * 1024

/** What stands on the disk after an edit: the last value and time, with the base of the first unsent one. */
export const amended = (earlier: Edit | undefined, edit: Edit): Edit =>
  earlier ? { ...edit, base: earlier.base } : edit

/** The unsent edits of one visit as the contents of operations, answers before notes. */
export function foldEdits(edits: readonly Edit[], checklist: string): OperationContent[] {
  const of = (register: Edit['register']): Record<string, Register>[] =>
    portions(edits.filter((edit) => edit.register === register))
  return [
    ...of('answer').map((answers): OperationContent => ({ kind: 'answers.set', checklist, answers })),
    ...of('note').map((notes): OperationContent => ({ kind: 'note.add', notes })),
  ]
}

export interface Frame {
  id: string
  sequence: number
  hlc: string
  actor: string
  known: Record<string, number>
  visit: string
  wall: string
}

/** The operation as it is sent; from then on it never changes but for its sequence. */
export function operationOf(frame: Frame, content: OperationContent): Operation {
  const { visit, ...rest } = frame
  return { ...rest, entity: 'visit', entityId: visit, schema: 1, ...content }
}

function portions(edits: Edit[]): Record<string, Register>[] {
  const list: Record<string, Register>[] = []
  let size = Infinity
  for (const { item, value, hlc, base } of edits) {
    const register: Register = { value, hlc, base }
    const bytes = JSON.stringify(register).length * 3 + item.length
    if (size + bytes > FOLD_BYTES) {
      list.push({})
      size = 0
    }
    const portion = list.at(-1)
    if (portion) portion[item] = register
    size += bytes
  }
  return list
}
