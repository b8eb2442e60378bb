/**
 * Once a day, after a pull that brought everything: is what this device holds of each scope what the server holds? A
 * scope that differs is filled again, and the server raises an alarm, because by the rules it cannot happen.
 */
import { ProblemError } from '@/api/problem'
import { tablesOf, type AccountDb } from '@/db/accountDb'
import { sha256 } from './digest'
import type { Identity } from './identity'
import { toldSoFar } from './receipts'
import { planFill } from './refill'
import { leaveScope, scopesInDoubt, settleEqual } from './rows'
import type { Transport } from './transport'
import type { VerifyResponse } from './wire'

export const VERIFY_MS = 24 * 3_600_000
/** Asked again this soon when rows came in between. */
const SOON_MS = 10 * 60_000

type VerifyResult = VerifyResponse['scopes'][number]['result']

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

/** Asks about every scope once a day. Whether a scope is to be filled again. */
export async function verifyScopes(db: AccountDb, transport: Transport, now: number): Promise<boolean> {
  const since = now - ((await db.read<number>('verifiedAt')) ?? 0)
  // A clock that was set back must not put it off for years.
  if (since >= 0 && since < VERIFY_MS) return false
  const scopes = (await db.read<string[]>('scopes')) ?? []
  const results = await compare(db, transport, scopes)
  if (results === null) return false
  const soon = results.includes('changed')
  await db.write('verifiedAt', soon ? now - VERIFY_MS + SOON_MS : now)
  return results.includes('different')
}

/** Asks about scopes in which what is in effect may or may not be shown. Whether one is to be filled again. */
export async function verifyDoubtful(db: AccountDb, transport: Transport): Promise<boolean> {
  const scopes = await db.transaction('r', db.rows, db.outbox, db.meta, () => scopesInDoubt(db))
  if (scopes.size === 0) return false
  const results = await compare(db, transport, [...scopes])
  return results?.includes('different') ?? false
}

/** What the server says to what is here of these scopes, after doing what that asks for; null before the first pull. */
async function compare(
  db: AccountDb,
  transport: Transport,
  scopes: readonly string[],
): Promise<VerifyResult[] | null> {
  const asked = await toldSoFar(db)
  const request = await digests(db, scopes)
  if (request === null) return null
  let response: VerifyResponse
  try {
    response = await transport.post<VerifyResponse>('/sync/v1/verify', request)
  } catch (error) {
    // A server that has no digests yet.
    if (error instanceof ProblemError && [404, 405].includes(error.status)) return []
    throw error
  }
  const answers = response.scopes ?? []
  await db.transaction('rw', tablesOf(db), async () => {
    for (const { scope, result } of answers) {
      if (result === 'different') await planFill(db, scope, 'different')
      else if (result === 'equal') await settleEqual(db, scope, asked)
      else if (result === 'left') await leaveScope(db, scope)
    }
  })
  return answers.map((each) => each.result)
}

async function digests(db: AccountDb, scopes: readonly string[]): Promise<unknown> {
  const read = await db.transaction('r', db.rows, db.meta, async () => ({
    identity: await db.read<Identity>('identity'),
    cursor: await db.read<string>('cursor'),
    rows: await db.rows.where('scopes').anyOf(scopes).distinct().toArray(),
  }))
  if (!read.identity || read.cursor === undefined) return null
  const byScope = new Map(scopes.map((scope) => [scope, new RowDigest()]))
  for (const { entity, id, members } of read.rows) {
    for (const [scope, { rev }] of Object.entries(members)) byScope.get(scope)?.add({ entity, id, rev })
  }
  const told = []
  for (const [scope, digest] of byScope) {
    told.push({ scope, rows: digest.rows, digest: await digest.text() })
  }
  return { device: read.identity.device, cursor: read.cursor, scopes: told }
}
