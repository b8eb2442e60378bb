import http from 'node:http'

/**
 * The application as its server gives it, and as a next version of it would: the stylesheet has another name and says
 * which version it is, and the worker lists it. Parts of the next version can be cut off on their way.
 */
export class Versions {
  version: 'a' | 'b' = 'a'
  /** The next version's own file breaks off in the middle. */
  cut = false
  /** Nothing is reached at all. */
  down = false
  private server: http.Server | null = null
  private stylesheet = ''

  constructor(private readonly target: URL) {}

  async start(): Promise<string> {
    const page = await (await fetch(this.target)).text()
    this.stylesheet = /\/assets\/[^"]+\.css/.exec(page)?.[0] ?? ''
    if (this.stylesheet === '') throw new Error('the page has no stylesheet')
    const server = http.createServer((request, response) => void this.answer(request, response))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    this.server = server
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return `http://localhost:${address.port}`
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections()
    await new Promise((resolve) => this.server?.close(resolve))
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    if (this.down) return void request.destroy()
    const url = request.url ?? '/'
    const next = url.endsWith('-b.css')
    const path = next ? url.replace('-b.css', '.css') : url
    const far = http.request(
      new URL(path, this.target),
      {
        method: request.method,
        headers: { ...request.headers, host: this.target.host, 'accept-encoding': 'identity' },
      },
      (from) => {
        const text =
          this.version === 'b' && (path === '/sw.js' || !path.includes('.')) && !path.startsWith('/api')
        if (!text && !next) {
          response.writeHead(from.statusCode ?? 502, from.headers)
          return void from.pipe(response)
        }
        const parts: Buffer[] = []
        from.on('data', (part: Buffer) => parts.push(part))
        from.on('end', () => this.changed(Buffer.concat(parts).toString(), next, from, response))
      },
    )
    far.on('error', () => response.destroy())
    request.pipe(far)
  }

  private changed(
    body: string,
    next: boolean,
    from: http.IncomingMessage,
    response: http.ServerResponse,
  ): void {
    const changed = next
      ? `${body}\n:root{--app-version:b}`
      : body
          .replaceAll(this.stylesheet, this.stylesheet.replace('.css', '-b.css'))
          .replace(/(PREFIX \+ ")/, '$1b')
    const headers = { ...from.headers }
    delete headers['content-encoding']
    delete headers['transfer-encoding']
    delete headers.etag
    response.writeHead(from.statusCode ?? 502, { ...headers, 'content-length': Buffer.byteLength(changed) })
    if (next && this.cut) {
      response.write(changed.slice(0, 100), () => response.destroy())
      return
    }
    response.end(changed)
  }
}
