/**
 * Time a device may rely on: what passed since it started, and the server's time as an answer told it plus what passed
 * since then. The clock of a tablet is set by people and by networks; nothing is put off, kept or cleared by it. Lives
 * as long as the engine: after a restart everything is due, which is always right.
 */
export class DeviceTime {
  private told: { server: number; at: number } | null = null
  private readonly offered = new Map<string, number>()

  constructor(readonly elapsed: () => number = () => performance.now()) {}

  /** Notes the time an answer of the server tells. */
  hear(serverTime: string | undefined): void {
    const server = Date.parse(serverTime ?? '')
    if (!Number.isNaN(server)) this.told = { server, at: this.elapsed() }
  }

  /** The server's time, once it was told. Never ahead of it: what passed while the device slept may be missing. */
  serverNow(): number | undefined {
    return this.told === null ? undefined : this.told.server + this.elapsed() - this.told.at
  }

  /** The operation is not offered again before this much time has passed. */
  putOff(operation: string, ms: number): void {
    this.offered.set(operation, this.elapsed() + ms)
  }

  mayGo(operation: string): boolean {
    return (this.offered.get(operation) ?? 0) <= this.elapsed()
  }
}
