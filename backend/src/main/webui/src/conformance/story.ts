/**
 * Runs a vector that tells a story: the client's own engine, over its own database and its own way to the server, goes
 * through steps against a server that answers by a script; what it sent, how long it waits and what is on its disk
 * afterwards is compared.
 */
import { useTokens } from '@/api/client'
import { AccountDb, forgetDb } from '@/db/accountDb'
import { SyncEngine } from '@/sync/engine'
import { personalTransport } from '@/sync/transport'
import { StoryMatch } from './storyMatch'
import { StoryServer, type Step } from './storyServer'
import { ACCOUNT, BEGIN, readState, writeState, type Given } from './storyState'

interface Then {
  requests?: { to: string }[]
  never?: string[]
  state?: Record<string, unknown>
  waits?: ({ atLeastMs?: number; atMostMs?: number } | null)[]
}

export async function tell(given: Given, when: readonly Step[], then: Then): Promise<void> {
  let now = 0
  let wait = 0
  const waits: number[] = []
  const server = new StoryServer(given, when, then.requests ?? [], () => now)
  const fetching = globalThis.fetch
  globalThis.fetch = server.fetch
  useTokens({ accessToken: () => 'token', renew: () => Promise.resolve('expired') })
  let db = new AccountDb(ACCOUNT)
  const open = (): SyncEngine =>
    new SyncEngine(
      db,
      personalTransport(() => true),
      {
        ...{ deviceName: 'tablet', random: () => given.random ?? 0.5 },
        ...{ elapsed: () => now, wall: () => BEGIN + now, later: (_, ms) => void (wait = ms) },
      },
    )
  try {
    await writeState(given, db)
    let engine = open()
    for (const step of when) {
      if (step.sync) {
        server.begin(step.sync)
        await engine.sync()
        server.end(step.quiet ?? [])
        waits.push(engine.status.phase === 'idle' ? 0 : wait)
      } else if (step.wait !== undefined) now += step.wait
      else {
        engine.stop()
        db.close()
        db = new AccountDb(ACCOUNT)
        engine = open()
      }
    }
    engine.stop()
    const match = new StoryMatch()
    if (then.requests) match.list('requests', then.requests, server.requests)
    for (const to of then.never ?? []) match.holds(!server.asked.has(to), 'never', to, 'asked')
    db.close()
    db = new AccountDb(ACCOUNT)
    if (then.state) match.members('state', then.state, await readState(db))
    for (const [index, bounds] of (then.waits ?? []).entries()) {
      const { atLeastMs = 0, atMostMs = Infinity } = bounds ?? {}
      const held = (waits[index] ?? 0) >= atLeastMs && (waits[index] ?? 0) <= atMostMs
      match.holds(bounds === null || held, `waits[${index}]`, bounds, waits[index])
    }
  } finally {
    globalThis.fetch = fetching
    await db.delete()
    forgetDb(db)
  }
}
