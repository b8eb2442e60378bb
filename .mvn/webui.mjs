/**
 * The web client's steps of the Maven build: build, check, e2e. Each does nothing while there is no web client.
 *   build  npm ci when the lock file changed, npm run build when anything changed, and copies the result to the classes
 *   check  types, lint, format and unit tests
 *   e2e    browser tests against the packaged application
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const webui = join(root, 'backend/src/main/webui')
const target = join(root, 'backend/target')
const served = join(target, 'classes/META-INF/resources')
const IGNORED = new Set(['node_modules', 'dist', 'e2e', 'test-results', 'playwright-report'])

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}

function npm(...args) {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const result = spawnSync(command, args, { cwd: webui, stdio: 'inherit', shell: process.platform === 'win32' })
  if (result.error) fail('Plumbline needs npm, which comes with Node.js 20.19 or newer, but it was not found.')
  if (result.status !== 0) fail(`npm ${args.join(' ')} failed in backend/src/main/webui.`)
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (IGNORED.has(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* files(path)
    else yield path
  }
}

function hash(paths) {
  const sum = createHash('sha256').update(process.version)
  for (const path of paths) sum.update(relative(webui, path)).update('\0').update(readFileSync(path))
  return sum.digest('hex')
}

const unchanged = (stamp, value) => existsSync(stamp) && readFileSync(stamp, 'utf8') === value

function install() {
  const stamp = join(webui, 'node_modules/.plumbline-lock')
  const value = hash([join(webui, 'package-lock.json')])
  if (unchanged(stamp, value)) return
  npm('ci', '--no-audit', '--no-fund')
  writeFileSync(stamp, value)
}

const steps = {
  build() {
    const stamp = join(target, 'webui.hash')
    const value = hash(files(webui))
    if (!unchanged(stamp, value) || !existsSync(join(webui, 'dist/index.html'))) {
      install()
      npm('run', 'build')
      mkdirSync(target, { recursive: true })
      writeFileSync(stamp, value)
    }
    rmSync(served, { recursive: true, force: true })
    mkdirSync(dirname(served), { recursive: true })
    cpSync(join(webui, 'dist'), served, { recursive: true })
  },
  check() {
    install()
    npm('run', 'check')
  },
  e2e() {
    if (!existsSync(join(webui, 'playwright.config.ts'))) return
    install()
    npm('run', 'e2e')
  },
}

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Plumbline needs Node.js 20.19 or newer for its web client, but node is ${process.version}.`)
}
const step = steps[process.argv[2]] ?? fail('usage: node .mvn/webui.mjs build|check|e2e')
if (existsSync(join(webui, 'package.json'))) step()
