/** The server's rows by scope, for tests: pull, snapshots, digests; exact about positions, epochs and anchors. */
import { ProblemError } from '@/api/problem'
import type { PulledRow, VerifyResponse } from '../wire'
import { RowDigest } from '../verify'

export interface FedRow extends PulledRow {
  xid: number
}

interface Position {
  epoch: string
  /** Written beside the position; another one there means another history. */
  anchor: string
  at: Record<string, number>
}

export const refusal = (status: number, code: string, members: object = {}): ProblemError =>
  new ProblemError({ status, code, ...members }, '')

export class Feed {
  rows: FedRow[] = []
  scopes = new Set<string>(['org'])
  xid = 100
  epoch = 'e1'
  pageRows = 1000
  /** The number of a transaction that is still open: a pull brings nothing from there on, a snapshot everything. */
  open = Infinity
  /** Positions below the floor of a scope are expired. */
  floors: Record<string, number> = {}
  /** Rows a snapshot sends before its connection breaks. */
  cutAfter = Infinity
  /** A server from before snapshots and digests. */
  old = false
  snapshots = 0
  mismatches: string[] = []
  private anchors: Record<string, string> = {}

  next(): number {
    this.xid += 1
    this.anchors[this.xid] = Math.random().toString(36).slice(2)
    return this.xid
  }

  publish(row: Omit<PulledRow, 'rev' | 'op'> & Partial<PulledRow>): void {
    const xid = this.next()
    this.scopes.add(row.scope)
    this.rows = this.rows.filter(
      (each) => !(each.scope === row.scope && each.entity === row.entity && each.id === row.id),
    )
    this.rows.push({ op: 'upsert', rev: xid, ...row, xid })
  }

  /** The positions and the rows as they were; the anchors written since are gone. */
  restore(earlier: Feed): void {
    this.rows = earlier.rows
    this.xid = earlier.xid
    this.anchors = earlier.anchors
    this.scopes = earlier.scopes
  }

  copy(): Feed {
    const copy = new Feed()
    copy.rows = structuredClone(this.rows)
    copy.xid = this.xid
    copy.anchors = { ...this.anchors }
    copy.scopes = new Set(this.scopes)
    return copy
  }

  pull(cursor: string | null, merge: string[] = []): unknown {
    const at: Record<string, number> = {}
    for (const each of [...(cursor === null ? [] : [cursor]), ...merge]) {
      for (const [scope, xid] of Object.entries(this.read(each).at)) at[scope] = Math.max(at[scope] ?? 0, xid)
    }
    const expired = Object.keys(at).filter(
      (scope) => this.scopes.has(scope) && (at[scope] ?? 0) < (this.floors[scope] ?? 0),
    )
    if (expired.length > 0) throw refusal(410, 'cursor-expired', { scopes: expired })
    const newer = this.rows
      .filter((row) => this.scopes.has(row.scope) && row.xid > (at[row.scope] ?? 0) && row.xid < this.open)
      .sort((a, b) => a.xid - b.xid)
    const page = newer.slice(0, this.pageRows)
    const more = newer.length > page.length
    const reached = more ? (page.at(-1)?.xid ?? 0) : Math.min(this.xid, this.open - 1)
    const next = [...this.scopes].map((scope) => [scope, Math.max(at[scope] ?? 0, reached)])
    return {
      rows: page,
      cursor: this.write(Object.fromEntries(next) as Record<string, number>),
      horizon: String(reached + 1),
      more,
      consistent: !more,
      scopes: [...this.scopes],
      leftScopes: Object.keys(at).filter((scope) => !this.scopes.has(scope)),
      asOf: '2026-11-22T02:42:00.000Z',
      lagMs: 0,
    }
  }

  /** As lines; cut before the end, in the middle of a line, when there is more than may be sent. */
  async snapshot(scope: string, query: Record<string, unknown>): Promise<string> {
    if (this.old || !this.scopes.has(scope)) throw refusal(404, 'not-found')
    this.snapshots += 1
    const from = typeof query.cursor === 'string' ? this.read(query.cursor).at[scope] : undefined
    if (from !== undefined && from < (this.floors[scope] ?? 0)) throw refusal(410, 'cursor-expired')
    const key = (row: PulledRow): string => `${row.entity}/${row.id}`
    const after = (query.after as string | undefined) ?? ''
    const all = this.rows.filter((row) => row.scope === scope && row.op === 'upsert')
    const rows = all.filter((row) => key(row) > after).sort((a, b) => (key(a) < key(b) ? -1 : 1))
    const digest = new RowDigest()
    for (const row of all) digest.add(row)
    const reached = Math.min(this.xid, this.open - 1)
    const head = {
      ...{ scope, cursor: this.write({ [scope]: reached }), horizon: String(reached + 1) },
      ...{ asOf: '2026-11-22T02:42:00.000Z', rows: rows.length },
    }
    const end = { end: true, rows: rows.length, digest: after === '' ? await digest.text() : null }
    const lines = [head, ...rows.slice(0, this.cutAfter), end].map((line) => JSON.stringify(line))
    if (rows.length <= this.cutAfter) return lines.join('\n') + '\n'
    return lines.slice(0, -1).join('\n') + '\n{"scope":"'
  }

  async verify(
    cursor: string,
    asked: { scope: string; rows: number; digest: string }[],
  ): Promise<VerifyResponse> {
    if (this.old) throw refusal(404, 'not-found')
    const { at } = this.read(cursor)
    const scopes: VerifyResponse['scopes'] = []
    for (const { scope, rows, digest } of asked) {
      const mine = this.rows.filter((row) => row.scope === scope)
      const held = new RowDigest()
      for (const row of mine.filter((each) => each.op === 'upsert')) held.add(row)
      let result: VerifyResponse['scopes'][number]['result'] = 'equal'
      if (!this.scopes.has(scope)) result = 'left'
      else if (mine.some((row) => row.xid > (at[scope] ?? 0))) result = 'changed'
      else if (held.rows !== rows || (await held.text()) !== digest) result = 'different'
      if (result === 'different') this.mismatches.push(scope)
      scopes.push({ scope, result })
    }
    return { scopes }
  }

  private write(at: Record<string, number>): string {
    const highest = Math.max(0, ...Object.values(at))
    const position: Position = { epoch: this.epoch, anchor: this.anchors[highest] ?? 'none', at }
    return JSON.stringify(position)
  }

  private read(cursor: string): Position {
    const position = JSON.parse(cursor) as Position
    if (position.epoch !== this.epoch) throw refusal(409, 'epoch-changed', { epoch: this.epoch })
    const highest = Math.max(0, ...Object.values(position.at))
    if ((this.anchors[highest] ?? 'none') !== position.anchor) throw refusal(409, 'cursor-diverged')
    return position
  }
}
