/**
 * Writes `sw.js` into the build: the worker with the list of files a tablet needs offline and a version made of them.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { transformWithOxc, type Plugin, type Rolldown } from 'vite'

/** Rooms for the desk; a tablet never loads them unless somebody opens them there. */
const DESK_ONLY = /\/src\/(office|place)\/|\/i18n\/[^/]+\/(office|place)\.json/

export function precache(): Plugin {
  return {
    name: 'plumbline-precache',
    apply: 'build',
    enforce: 'post',
    async generateBundle(_, bundle) {
      const files = filesOf(bundle)
      const publicFiles = readdirSync('public')
      const hash = createHash('sha256')
      for (const name of publicFiles) hash.update(readFileSync(`public/${name}`))
      const index = bundle['index.html']
      if (index?.type === 'asset') hash.update(index.source)
      const source = await transformWithOxc(readFileSync('src/sw/worker.ts', 'utf8'), 'worker.ts')
      const list = [
        '/index.html',
        ...publicFiles.map((name) => `/${name}`),
        ...files.map((name) => `/${name}`),
      ]
      const version = hash.update(list.join('\n')).digest('hex').slice(0, 12)
      const code = source.code
        .replaceAll('__VERSION__', JSON.stringify(version))
        .replaceAll('__FILES__', JSON.stringify(list.sort()))
      this.emitFile({ type: 'asset', fileName: 'sw.js', source: code })
    },
  }
}

function filesOf(bundle: Rolldown.OutputBundle): string[] {
  const files = new Set<string>()
  const queue = Object.values(bundle).filter((each) => each.type === 'chunk' && each.isEntry)
  for (let chunk = queue.pop(); chunk; chunk = queue.pop()) {
    if (chunk.type !== 'chunk' || files.has(chunk.fileName)) continue
    if (chunk.facadeModuleId && DESK_ONLY.test(chunk.facadeModuleId)) continue
    files.add(chunk.fileName)
    const meta = (chunk as { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } })
      .viteMetadata
    for (const name of [...(meta?.importedCss ?? []), ...(meta?.importedAssets ?? [])]) files.add(name)
    for (const name of [...chunk.imports, ...chunk.dynamicImports]) {
      const next = bundle[name]
      if (next) queue.push(next)
    }
  }
  // Workers are built apart from what starts them.
  for (const each of Object.values(bundle)) {
    if (each.type === 'asset' && each.fileName.endsWith('.js')) files.add(each.fileName)
  }
  return [...files]
}
