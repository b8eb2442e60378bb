/**
 * The engine in a browser: one leader among the tabs, woken by everything that may mean "now", and a channel that tells
 * the other tabs what changed.
 */
import { accountDb, type AccountDb } from '@/db/accountDb'
import { shallowReactive } from 'vue'
import { SyncEngine, type EngineStatus } from './engine'
import { listenForHints, type Hints } from './hints'
import { handOver, type HandedOver, type Rescued } from './rescue'
import { personalTransport, type Transport } from './transport'
import { askToBeWoken, listenForNow } from './triggers'
import { handOverWorkFile, type CheckedFile } from './workfile/importing'

type Message =
  { type: 'changed' } | { type: 'wake' } | { type: 'hello' } | { type: 'status'; status: EngineStatus }

/** An answer is sent this long after the last one: a person tapping through a section makes one operation. */
const SETTLE_MS = 2_000

export const syncStatus = shallowReactive<EngineStatus>({
  phase: 'idle',
  problem: null,
  lastSuccessAt: null,
  nextTryAt: null,
})

const listeners = new Set<() => void>()

/** Calls back after a sync, in this or another tab, may have changed what is on the screen. */
export function onRowsChanged(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

class Runtime {
  readonly db: AccountDb
  private readonly channel: BroadcastChannel
  private readonly stopping = new AbortController()
  private readonly transport: Transport
  private engine: SyncEngine | null = null
  private hints: Hints | null = null
  private settle: ReturnType<typeof setTimeout> | undefined

  constructor(
    readonly account: string,
    deviceName: string,
    private readonly mayRun: () => boolean,
    private readonly onWiped: () => void,
  ) {
    this.db = accountDb(account)
    this.channel = new BroadcastChannel(`plumbline-sync-${account}`)
    this.channel.onmessage = (event: MessageEvent<Message>) => this.receive(event.data)
    const { signal } = this.stopping
    listenForNow(() => this.comeBack(), signal)
    document.addEventListener('visibilitychange', () => this.listen(), { signal })
    this.transport = personalTransport(mayRun)
    this.lead(this.transport, deviceName)
    this.channel.postMessage({ type: 'hello' } satisfies Message)
    this.listen()
  }

  private comeBack(): void {
    this.wake()
    this.hints?.wake()
  }

  /** Every tab in front listens, for the one that leads may lie behind. In the background the radio is left alone. */
  private listen(): void {
    if (!document.hidden) {
      this.hints ??= listenForHints(
        this.transport,
        () => this.wake(),
        () => this.mayRun() && navigator.onLine,
      )
      return
    }
    this.hints?.stop()
    this.hints = null
  }

  private lead(transport: Transport, deviceName: string): void {
    const run = (): Promise<void> =>
      new Promise((resolve) => {
        const { signal } = this.stopping
        signal.addEventListener('abort', () => resolve())
        if (signal.aborted) return
        this.engine = new SyncEngine(this.db, transport, {
          deviceName,
          onStatus: (status) => this.tell({ type: 'status', status }),
          onChanged: () => this.tell({ type: 'changed' }),
        })
        void this.engine.sync()
      })
    // Without Web Locks (an insecure origin) there is no second tab to speak of: lead at once.
    if (!('locks' in navigator)) void run()
    else {
      const options = { signal: this.stopping.signal }
      navigator.locks.request(`plumbline-sync-${this.account}`, options, run).catch(() => undefined)
    }
  }

  private tell(message: Message): void {
    if (this.stopping.signal.aborted) return
    this.channel.postMessage(message)
    this.receive(message)
    if (message.type === 'status' && message.status.phase === 'offline') void askToBeWoken()
  }

  private receive(message: Message): void {
    if (message.type === 'status') {
      Object.assign(syncStatus, message.status)
      if (message.status.phase === 'wiped') this.onWiped()
    } else if (message.type === 'wake') void this.engine?.sync()
    else if (message.type === 'hello') {
      // A tab that came later shows what the leader knows, not what it knew when it was itself the leader.
      if (this.engine) this.tell({ type: 'status', status: this.engine.status })
    } else for (const listener of listeners) listener()
  }

  /** Something was written here. */
  changed(): void {
    clearTimeout(this.settle)
    this.settle = setTimeout(() => this.wake(), SETTLE_MS)
  }

  wake(): void {
    if (this.engine) void this.engine.sync()
    else this.channel.postMessage({ type: 'wake' } satisfies Message)
  }

  handOver(onSent: (bytes: number) => void): Promise<Rescued> {
    return handOver(this.db, this.transport, onSent)
  }

  handOverFile(file: CheckedFile, onSent: (bytes: number) => void): Promise<HandedOver> {
    return handOverWorkFile(this.transport, file, onSent)
  }

  stop(): void {
    clearTimeout(this.settle)
    this.hints?.stop()
    this.engine?.stop()
    this.stopping.abort()
    this.channel.close()
  }
}

let runtime: Runtime | null = null

/**
 * Starts the engine for this person, in this tab or in the one that leads already. `onWiped` is told when the store was
 * emptied because the office took the tablet out of service.
 */
export function startSync(
  account: string,
  deviceName: string,
  mayRun: () => boolean,
  onWiped: () => void = () => undefined,
): void {
  if (runtime?.account === account) return runtime.wake()
  runtime?.stop()
  runtime = new Runtime(account, deviceName, mayRun, onWiped)
}

export function stopSync(): void {
  runtime?.stop()
  runtime = null
}

export const noteLocalChange = (): void => runtime?.changed()

/** Hands everything that has not arrived to the office as it is; nothing here changes by it. */
export function handOverNow(onSent: (bytes: number) => void): Promise<Rescued> {
  return runtime?.handOver(onSent) ?? Promise.reject(new Error('nobody is at the tablet'))
}

/** Hands the work of somebody else, from a file, to the office as it is. */
export function handOverFileNow(file: CheckedFile, onSent: (bytes: number) => void): Promise<HandedOver> {
  return runtime?.handOverFile(file, onSent) ?? Promise.reject(new Error('nobody is at the tablet'))
}

export const syncNow = (): void => runtime?.wake()
