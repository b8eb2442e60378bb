/**
 * The device's side of the protocol: session, push, pull, files, again. One run at a time; whatever happens in between
 * is picked up by the next. It decides nothing about the screens: they read the database.
 */
import { OfflineError, ProblemError, SessionExpiredError } from '@/api/problem'
import type { AccountDb } from '@/db/accountDb'
import { isQuotaError, keepReserve, releaseReserve } from '@/db/room'
import { collectDelivered } from './collect'
import { askForHeld } from './held'
import { adoptForked, enrolAgain, isForked, isUnanswered, isUnknownDevice } from './identity'
import { pullOnce } from './pull'
import { isBatchUnanswered, pushOnce } from './push'
import { recheckDelivered } from './resend'
import { openSession } from './session'
import { fillAll } from './snapshot'
import { DeviceTime } from './time'
import type { Transport } from './transport'
import { uploadMedia } from './upload'
import { verifyDoubtful, verifyScopes } from './verify'
import { finishWipe, wipeWhenDelivered } from './wipe'

/** `full`: the disk is; `wiped`: the office took this tablet out of service and nothing is on it any more. */
export type Phase = 'idle' | 'working' | 'offline' | 'expired' | 'problem' | 'full' | 'wiped'

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
  /** Milliseconds that passed since some moment; never a clock that somebody can set. */
  elapsed?: () => number
  /** The tablet's clock. */
  wall?: () => number
  /** Does the work after so many milliseconds, unless it is asked for something later again. */
  later?: (work: () => void, ms: number) => void
  onStatus?: (status: EngineStatus) => void
  /** Called after anything in the database may have changed. */
  onChanged?: () => void
}

const POLL_MS = 60_000
const FIRST_RETRY_MS = 1_000
const LAST_RETRY_MS = 300_000
/** A server that asks for more than this is not believed: work would lie for a day because of a typing error. */
const LONGEST_ASKED_MS = 3_600_000
/** A session is opened again this often: its answer carries limits, watermark and epoch. */
const SESSION_MS = 15 * 60_000
/** How often the server is asked whether the rows show what is in effect. */
const DOUBT_MS = 60_000
/** Forks and refills in one run; a server that wants more is asked again later. */
const ROUNDS = 3
/** A session answered with a fault of the server's this often no longer keeps work from being handed over. */
const FAULTS = 3

export class SyncEngine {
  private running: Promise<void> | null = null
  private again = false
  private stopped = false
  private failures = 0
  private sessionUntil = -Infinity
  private doubtAt = -Infinity
  /** The server asked to be left alone until then. */
  private quietUntil = -Infinity
  private readonly time: DeviceTime
  private timer: ReturnType<typeof setTimeout> | undefined
  status: EngineStatus = { phase: 'idle', problem: null, lastSuccessAt: null, nextTryAt: null }

  constructor(
    private readonly db: AccountDb,
    private readonly transport: Transport,
    private readonly options: EngineOptions,
  ) {
    this.time = new DeviceTime(options.elapsed)
  }

  /** Runs now, or once more after the run that is under way; not before the time a server asked for. */
  sync(): Promise<void> {
    if (this.stopped) return Promise.resolve()
    if (this.running) {
      this.again = true
      return this.running
    }
    clearTimeout(this.timer)
    if (this.time.elapsed() < this.quietUntil) {
      this.wait(this.quietUntil - this.time.elapsed())
      return Promise.resolve()
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
    let enrolled = false
    do {
      this.again = false
      this.report({ phase: 'working', nextTryAt: null })
      try {
        // Closed by the browser, for want of room.
        if (!this.db.isOpen()) await this.db.open()
        await this.once()
        this.failures = 0
        if (!this.stopped) this.report({ phase: 'idle', problem: null, lastSuccessAt: Date.now() })
      } catch (error) {
        if (!enrolled && isUnknownDevice(error) && (await this.enrolAgain())) {
          enrolled = this.again = true
          continue
        }
        await this.failed(error)
        break
      }
    } while (this.again && !this.stopped)
    this.schedule()
  }

  /** False when that did not go either; then what went wrong first is told. */
  private async enrolAgain(): Promise<boolean> {
    this.sessionUntil = -Infinity
    return enrolAgain(this.db, this.transport, this.options.deviceName).then(
      () => true,
      () => false,
    )
  }

  private async once(): Promise<void> {
    if (await finishWipe(this.db, this.transport)) return this.retire()
    // Two requests move the lease. One that may have been answered goes out again before the other begins.
    if (await isBatchUnanswered(this.db)) await this.pushAll()
    let refusal = await this.session()
    // What a person wrote goes first: a pull may be refused, a push never is.
    await this.pushAll().catch((error: unknown) => {
      // Of two versions that do not fit it is no news that the other has no such push.
      throw refusal?.code === 'protocol-unsupported' && isRefusal(error) ? refusal : error
    })
    const unsaid = await this.recheck()
    refusal ??= unsaid
    if (refusal === null) refusal = await this.receive()
    await this.upload(refusal === null)
    if (refusal !== null) throw refusal
    const forked = !(await this.asked(() => askForHeld(this.db, this.transport)))
    const untold = forked ? await this.recheck() : null
    if (untold !== null) throw untold
    if (await this.verify()) await this.receive()
    await this.housekeeping()
    if (await wipeWhenDelivered(this.db)) {
      this.options.onChanged?.()
      if (await finishWipe(this.db, this.transport)) this.retire()
    }
  }

  /** Whether a scope is to be filled again. */
  private async verify(): Promise<boolean> {
    const daily = await verifyScopes(this.db, this.transport, this.wall())
    if (this.time.elapsed() < this.doubtAt) return daily
    this.doubtAt = this.time.elapsed() + DOUBT_MS
    const doubtful = await verifyDoubtful(this.db, this.transport)
    if (doubtful) this.options.onChanged?.()
    return daily || doubtful
  }

  private retire(): void {
    this.stop()
    this.options.onChanged?.()
    this.report({ phase: 'wiped', problem: null })
  }

  /** What the server has against a session; work is handed over all the same. */
  private async session(): Promise<ProblemError | null> {
    if (this.time.elapsed() < this.sessionUntil && !(await isUnanswered(this.db))) return null
    try {
      await this.openSession()
      return null
    } catch (error) {
      if (!isRefusal(error) || isUnknownDevice(error)) throw error
      // A fault may hide that the lease has moved; a push would then look like one of a copy of this store.
      if (error.status >= 500 && this.failures < FAULTS) throw error
      return error
    }
  }

  private async openSession(): Promise<void> {
    for (let round = 1; ; round += 1) {
      try {
        await openSession(this.db, this.transport, this.options.deviceName, this.time)
        break
      } catch (error) {
        if (round >= ROUNDS || !isForked(error) || !(await adoptForked(this.db, error))) throw error
      }
    }
    this.sessionUntil = this.time.elapsed() + SESSION_MS
  }

  private async pushAll(): Promise<void> {
    let forks = 0
    let refusals = 0
    for (;;) {
      const { sent, more, forked, refused } = await pushOnce(this.db, this.transport, this.time)
      if (sent > 0) this.options.onChanged?.()
      if (forked && (forks += 1) >= ROUNDS) throw new OfflineError('forked again and again')
      // A server that can read none is not asked once for each.
      if (sent > 0) refusals = 0
      if (refused && (refusals += 1) >= ROUNDS) throw refused
      if (!more || this.stopped) return
    }
  }

  /**
   * Asks what the server still has after it may have lost some, and offers what it has not; before any row of its
   * present takes the place of one here. What the server has against saying so.
   */
  private async recheck(): Promise<ProblemError | null> {
    try {
      for (let round = 1; (await this.db.read('recheck')) !== undefined; round += 1) {
        if (round > ROUNDS) throw new OfflineError('forked again and again')
        await this.asked(() => recheckDelivered(this.db, this.transport))
        await this.pushAll()
      }
      return null
    } catch (error) {
      if (!isRefusal(error)) throw error
      return error
    }
  }

  /** False when the device was called forked: under its new incarnation everything is to be asked for. */
  private async asked(question: () => Promise<void>): Promise<boolean> {
    try {
      await question()
      return true
    } catch (error) {
      if (!isForked(error) || !(await adoptForked(this.db, error))) throw error
      return false
    }
  }

  /** What the server has against a pull. */
  private async receive(): Promise<ProblemError | null> {
    try {
      for (let round = 1; ; round += 1) {
        await fillAll(this.db, this.transport, () => this.options.onChanged?.())
        const refill = await this.pullAll()
        if (refill === undefined) return null
        if (round > ROUNDS) throw new OfflineError('the cursor was lost again and again')
        if (refill === 'all') await this.openSession()
        const unsaid = await this.recheck()
        if (unsaid !== null) return unsaid
      }
    } catch (error) {
      if (!isRefusal(error)) throw error
      return error
    }
  }

  private async pullAll(): Promise<'all' | 'scopes' | undefined> {
    for (;;) {
      const { rows, more, refill } = await pullOnce(this.db, this.transport, this.time.serverNow())
      if (refill) return refill
      if (rows > 0 || !more) this.options.onChanged?.()
      if (!more || this.stopped) return undefined
    }
  }

  private async upload(pullAfter: boolean): Promise<void> {
    if ((await uploadMedia(this.db, this.transport, this.time.serverNow(), this.wall())) === 0) return
    this.options.onChanged?.()
    if (pullAfter) await this.pullAll()
  }

  private async housekeeping(): Promise<void> {
    await collectDelivered(this.db, this.time.serverNow())
    if (typeof navigator !== 'undefined' && 'storage' in navigator) await keepReserve(this.db)
  }

  private async failed(error: unknown): Promise<void> {
    this.failures += 1
    this.sessionUntil = -Infinity
    // What the network and the server say comes first: a connection that was aborted is no full disk.
    if (error instanceof SessionExpiredError) this.report({ phase: 'expired' })
    else if (error instanceof OfflineError) this.report({ phase: 'offline', problem: null })
    else if (error instanceof ProblemError) {
      if (isBusy(error)) this.quiet(error.retryAfterSeconds)
      this.report({ phase: 'problem', problem: error.code })
    } else if (isQuotaError(error)) {
      // With the reserve gone there is room to hand over what waits, and after that to keep what comes.
      if (await releaseReserve(this.db).catch(() => false)) this.failures = 1
      this.report({ phase: 'full', problem: null })
    } else this.report({ phase: 'problem', problem: error instanceof Error ? error.name : 'unknown' })
  }

  /** Nothing wakes this device before the time the server asked for, and not all of them in the same second. */
  private quiet(seconds: number | null): void {
    if (seconds === null) return
    const asked = Math.min(seconds * 1000, LONGEST_ASKED_MS)
    const spread = this.random() * Math.min(asked / 4, 30_000)
    this.quietUntil = this.time.elapsed() + asked + spread
  }

  private schedule(): void {
    if (this.stopped) return
    let wait = POLL_MS
    if (this.failures > 0) {
      const most = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(this.failures - 1, 10))
      // Full jitter: after an outage a thousand tablets must not come back in the same second.
      wait = Math.max(250, this.random() * most)
    }
    this.wait(Math.max(wait, this.quietUntil - this.time.elapsed()))
  }

  private wait(ms: number): void {
    clearTimeout(this.timer)
    this.report({ nextTryAt: Date.now() + ms })
    const work = (): void => void this.sync()
    if (this.options.later) this.options.later(work, ms)
    else this.timer = setTimeout(work, ms)
  }

  private wall(): number {
    return (this.options.wall ?? Date.now)()
  }

  private random(): number {
    return (this.options.random ?? Math.random)()
  }

  private report(change: Partial<EngineStatus>): void {
    this.status = { ...this.status, ...change }
    this.options.onStatus?.(this.status)
  }
}

const isBusy = (error: ProblemError): boolean => error.status === 429 || error.status === 503

/** Something the server has against this request, and not against being spoken to at all. */
const isRefusal = (error: unknown): error is ProblemError =>
  error instanceof ProblemError && !(error instanceof SessionExpiredError) && !isBusy(error)
