import net from 'node:net'

/**
 * A TCP link to the server that a test can cut: while it is cut, connections are refused and open ones are destroyed.
 */
export class Link {
  private readonly sockets = new Set<net.Socket>()
  private server: net.Server | null = null
  private port = 0

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
    near.pipe(far)
    far.pipe(near)
  }
}
