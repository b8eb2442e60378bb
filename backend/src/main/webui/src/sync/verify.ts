/**
 * Once a day, after a pull that brought everything: is what this device holds of each scope what the server holds? A
 * scope that differs is filled again, and the server raises an alarm, because by the rules it cannot happen.
 */
import { ProblemError } from '@/api/problem'
import { tablesOf, type AccountDb } from '@/db/accountDb'
import { sha256 } from './digest'
import type { Identity } from './identity'
import { planFill } from './refill'
import type { Transport } from './transport'
import type { VerifyResponse } from './wire'

export const VERIFY_MS = 24 * 3_600_000
/** Asked again this soon when rows came in between. */
const SOON_MS = 10 * 60_000

const encoder = new TextEncoder()

/** The xor over rows of the first 8 bytes of SHA-256 of `entity LF id LF rev`: the order of rows does not matter. */
export class RowDigest {
  private readonly hashes: Promise<Uint8Array>[] = []

  add({ entity, id, rev }: { entity: string; id: string; rev: number }): void {
    this.hashes.push(sha256(encoder.encode(`${entity}\n${id}\n${rev}`)))
  }

  get rows(): number {
    return this.hashes.length
  }

  async text(): Promise<string> {
    const sum = new Uint8Array(8)
    for (const hash of await Promise.all(this.hashes)) {
      for (let index = 0; index < 8; index += 1) sum[index] = (sum[index] ?? 0) ^ (hash[index] ?? 0)
    }
    return [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}

/** Whether a scope is to be filled again. */
export async function verifyScopes(db: AccountDb, transport: Transport, now: number): Promise<boolean> {
  if (now - ((await db.read<number>('verifiedAt')) ?? 0) < VERIFY_MS) return false
  const request = await digests(db)
  if (request === null) return false
  let response: VerifyResponse
  try {
    response = await transport.post<VerifyResponse>('/sync/v1/verify', request)
  } catch (error) {
    if (!(error instanceof ProblemError) || ![404, 405].includes(error.status)) throw error
    // A server that has no digests yet.
    await db.write('verifiedAt', now)
    return false
  }
  return db.transaction('rw', tablesOf(db), async () => {
    const scopes = response.scopes ?? []
    const different = scopes.filter((each) => each.result === 'different')
    for (const { scope } of different) await planFill(db, scope, 'different')
    const soon = scopes.some((each) => each.result === 'changed')
    await db.write('verifiedAt', soon ? now - VERIFY_MS + SOON_MS : now)
    return different.length > 0
  })
}

async function digests(db: AccountDb): Promise<unknown> {
  const read = await db.transaction('r', db.rows, db.meta, async () => ({
    identity: await db.read<Identity>('identity'),
    cursor: await db.read<string>('cursor'),
    scopes: (await db.read<string[]>('scopes')) ?? [],
    rows: await db.rows.toArray(),
  }))
  if (!read.identity || read.cursor === undefined) return null
  const byScope = new Map(read.scopes.map((scope) => [scope, new RowDigest()]))
  for (const { entity, id, members } of read.rows) {
    for (const [scope, { rev }] of Object.entries(members)) byScope.get(scope)?.add({ entity, id, rev })
  }
  const scopes = []
  for (const [scope, digest] of byScope) {
    scopes.push({ scope, rows: digest.rows, digest: await digest.text() })
  }
  return { device: read.identity.device, cursor: read.cursor, scopes }
}
