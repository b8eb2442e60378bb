/**
 * The device's side of the protocol: push, pull, files, again. One run at a time; whatever happens in between is picked
 * up by the next. It decides nothing about the screens: they read the database.
 */
import { OfflineError, ProblemError, SessionExpiredError } from '@/api/problem'
import type { AccountDb } from '@/db/accountDb'
import { collectDelivered } from './collect'
import { pullOnce } from './pull'
import { pushOnce } from './push'
import { adoptIncarnation, openSession } from './session'
import type { Transport } from './transport'
import { uploadMedia } from './upload'

export type Phase = 'idle' | 'working' | 'offline' | 'expired' | 'problem'

export interface EngineStatus {
  phase: Phase
  /** Problem code of the last failure that was not the network's. */
  problem: string | null
  lastSuccessAt: number | null
  nextTryAt: number | null
}

export interface EngineOptions {
  deviceName: string
  random?: () => number
  onStatus?: (status: EngineStatus) => void
  /** Called after anything in the database may have changed. */
  onChanged?: () => void
}

const POLL_MS = 60_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 300_000
/** A session is opened again this often: its answer carries limits, watermark and epoch. */
const SESSION_MS = 15 * 60_000

export class SyncEngine {
  private running: Promise<void> | null = null
  private again = false
  private stopped = false
  private failures = 0
  private sessionUntil = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  status: EngineStatus = { phase: 'idle', problem: null, lastSuccessAt: null, nextTryAt: null }

  constructor(
    private readonly db: AccountDb,
    private readonly transport: Transport,
    private readonly options: EngineOptions,
  ) {}

  /** Runs now, or once more after the run that is under way. */
  sync(): Promise<void> {
    if (this.stopped) return Promise.resolve()
    clearTimeout(this.timer)
    if (this.running) {
      this.again = true
      return this.running
    }
    this.running = this.loop().finally(() => {
      this.running = null
    })
    return this.running
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
  }

  private async loop(): Promise<void> {
    do {
      this.again = false
      this.report({ phase: 'working', nextTryAt: null })
      try {
        await this.once()
        this.failures = 0
        this.report({ phase: 'idle', problem: null, lastSuccessAt: Date.now() })
      } catch (error) {
        this.failed(error)
        break
      }
    } while (this.again && !this.stopped)
    this.schedule()
  }

  private async once(): Promise<void> {
    if (Date.now() >= this.sessionUntil) {
      await openSession(this.db, this.transport, this.options.deviceName)
      this.sessionUntil = Date.now() + SESSION_MS
    }
    // What a person wrote goes first: a pull may be refused, a push never is.
    await this.pushAll()
    await this.pullAll()
    if ((await uploadMedia(this.db, this.transport)) > 0) {
      this.options.onChanged?.()
      await this.pullAll()
    }
    await collectDelivered(this.db, Date.now())
  }

  private async pushAll(): Promise<void> {
    for (;;) {
      const { sent, more } = await pushOnce(this.db, this.transport)
      if (sent > 0) this.options.onChanged?.()
      if (!more || this.stopped) return
    }
  }

  private async pullAll(): Promise<void> {
    for (;;) {
      const { rows, more } = await pullOnce(this.db, this.transport)
      if (rows > 0 || !more) this.options.onChanged?.()
      if (!more || this.stopped) return
    }
  }

  private failed(error: unknown): void {
    this.failures += 1
    this.sessionUntil = 0
    if (error instanceof SessionExpiredError) this.report({ phase: 'expired' })
    else if (error instanceof OfflineError) this.report({ phase: 'offline', problem: null })
    else if (error instanceof ProblemError) {
      if (error.code === 'device-forked') void adoptIncarnation(this.db, error)
      this.report({ phase: 'problem', problem: error.code })
    } else this.report({ phase: 'problem', problem: error instanceof Error ? error.name : 'unknown' })
  }

  private schedule(): void {
    if (this.stopped) return
    let wait = POLL_MS
    if (this.failures > 0) {
      const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures, 10))
      // Full jitter: after an outage a thousand tablets must not come back in the same second.
      wait = Math.max(250, (this.options.random ?? Math.random)() * most)
    }
    this.report({ nextTryAt: Date.now() + wait })
    this.timer = setTimeout(() => void this.sync(), wait)
  }

  private report(change: Partial<EngineStatus>): void {
    this.status = { ...this.status, ...change }
    this.options.onStatus?.(this.status)
  }
}
