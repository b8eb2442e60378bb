/**
 * One answer or note as a multi-value register: the heads are the writes that no other names as its base, the winner is
 * the latest of them. A device folds no registers, the server does; but what a device shows of one, and what it names
 * as seen, must be what the server means.
 */
import type { AnswerValue } from '@/checklist/document'
import { canonicalText, hashOf, sameValue } from './canonical'

export interface Write {
  op: string
  value: AnswerValue
  /** Effective time. */
  hlc: string
}

export interface RegisterFold<W extends Write> {
  heads: readonly W[]
  /** Every operation ever named as a base: a late ancestor must not come back as a head. */
  seen: ReadonlySet<string>
}

export const emptyRegister = <W extends Write>(): RegisterFold<W> => ({ heads: [], seen: new Set() })

const byOp = (a: Write, b: Write): number => (a.op < b.op ? -1 : a.op > b.op ? 1 : 0)

/** The register with one more write; in whatever order they come, and however often, the result is the same. */
export function written<W extends Write>(
  register: RegisterFold<W>,
  write: W,
  bases: readonly string[],
): RegisterFold<W> {
  const seen = new Set(register.seen)
  for (const base of bases) if (base !== write.op) seen.add(base)
  const heads = register.heads.filter((head) => !seen.has(head.op) && head.op !== write.op)
  if (!seen.has(write.op)) heads.push(write)
  return { heads: heads.sort(byOp), seen }
}

export function winnerOf<W extends Write>(heads: readonly W[]): W | undefined {
  return heads.reduce<W | undefined>(
    (best, head) =>
      best === undefined || head.hlc > best.hlc || (head.hlc === best.hlc && head.op > best.op) ? head : best,
    undefined,
  )
}

/** Whether heads differ in their values; equal ones agree without anybody's doing. */
export const isConflicting = (heads: readonly Write[]): boolean =>
  new Set(heads.map((head) => canonicalText(head.value))).size > 1

/** The heads whose value is the one shown: what somebody who saw that value has seen. An unseen loser stays. */
export const basesShowing = (heads: readonly Write[], value: AnswerValue): string[] =>
  heads.filter((head) => sameValue(head.value, value)).map((head) => head.op)

/** The same wherever and whenever it is computed of the same heads. */
export async function conflictId(visit: string, field: string, heads: readonly string[]): Promise<string> {
  const hex = (await hashOf([visit, field, ...[...heads].sort()].join('\n'))).slice(0, 32)
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  const uuid = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17)}`
  return [uuid.slice(0, 8), uuid.slice(8, 12), uuid.slice(12, 16), uuid.slice(16, 20), uuid.slice(20)].join(
    '-',
  )
}
