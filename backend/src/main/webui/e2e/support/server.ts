import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync, rmSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const backend = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../../..')
const jar = path.join(backend, 'target/quarkus-app/quarkus-run.jar')
const work = path.join(backend, 'target/e2e')

export const demoPassword = 'plumb-line-e2e'

let running: ChildProcess | null = null

/** Starts the packaged application with its own database and a small demo organisation; answers its address. */
export async function startServer(): Promise<string> {
  if (!existsSync(jar))
    throw new Error(
      `Browser tests need the packaged application: ${jar} is missing; run ./mvnw -Dquick package`,
    )
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const port = await freePort()
  const log = createWriteStream(path.join(work, 'server.log'))
  const java = process.env['JAVA_HOME'] ? path.join(process.env['JAVA_HOME'], 'bin/java') : 'java'
  const settings = {
    'quarkus.http.port': String(port),
    'quarkus.http.host': '127.0.0.1',
    'plumbline.data-dir': path.join(work, 'data'),
    'plumbline.demo': 'true',
    'plumbline.demo.password': demoPassword,
    'plumbline.demo.scale': process.env['PLUMBLINE_E2E_SCALE'] ?? '0.2',
  }
  const child = spawn(
    java,
    [...Object.entries(settings).map(([key, value]) => `-D${key}=${value}`), '-jar', jar],
    {
      cwd: work,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  running = child
  const url = `http://localhost:${port}`
  await ready(url, child)
  return url
}

/** Asks the application to end and waits for it, so that its database is stopped as well. */
export async function stopServer(): Promise<void> {
  const child = running
  running = null
  if (!child || child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  await ended
}

async function ready(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + 240_000
  while (Date.now() < end) {
    if (child.exitCode !== null)
      throw new Error(`The application ended with ${child.exitCode}; see ${path.join(work, 'server.log')}`)
    const answer = await fetch(`${url}/q/health/ready`).catch(() => null)
    if (answer?.ok) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`The application was not ready after four minutes; see ${path.join(work, 'server.log')}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer()
    probe.once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        address && typeof address !== 'string' ? resolve(address.port) : reject(new Error('no free port')),
      )
    })
  })
}
