import net from 'node:net'

/**
 * A TCP link to the server that a test can cut: while it is cut, connections are refused and open ones are destroyed.
 */
export class Link {
  private readonly sockets = new Set<net.Socket>()
  private server: net.Server | null = null
  private port = 0
  /** Bytes that went up, towards the server. */
  sent = 0
  private bytesPerSecond = Number.POSITIVE_INFINITY

  constructor(private readonly target: URL) {}

  /** Starts to listen on 127.0.0.1, on the same port every time, so that the page's origin stays the same. */
  async restore(): Promise<void> {
    if (this.server) return
    const server = net.createServer((near) => this.connect(near))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.port, '127.0.0.1', () => resolve())
    })
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('the link has no port')
    this.port = address.port
    this.server = server
  }

  /** Destroys every open connection and refuses new ones. */
  async cut(): Promise<void> {
    const server = this.server
    this.server = null
    for (const socket of this.sockets) socket.destroy()
    if (server) await new Promise((resolve) => server.close(resolve))
  }

  /** How many bytes a second go up from now on, on all connections together. */
  limit(bytesPerSecond: number): void {
    this.bytesPerSecond = bytesPerSecond
  }

  /** Destroys every open connection; new ones are let through at once. */
  interrupt(): void {
    for (const socket of this.sockets) socket.destroy()
  }

  get url(): string {
    return `http://localhost:${this.port}`
  }

  private connect(near: net.Socket): void {
    const far = net.connect(Number(this.target.port), this.target.hostname)
    for (const socket of [near, far]) {
      this.sockets.add(socket)
      socket.on('error', () => socket.destroy())
      socket.on('close', () => {
        this.sockets.delete(socket)
        near.destroy()
        far.destroy()
      })
    }
    near.on('data', (bytes: Buffer) => {
      this.sent += bytes.length
      far.write(bytes)
      // Each connection waits for its own bytes: with n of them a bit more than the limit would let through.
      const pause = (bytes.length * 1000 * Math.max(1, this.sockets.size / 2)) / this.bytesPerSecond
      if (pause < 1) return
      near.pause()
      setTimeout(() => near.resume(), pause)
    })
    near.on('end', () => far.end())
    far.pipe(near)
  }
}
