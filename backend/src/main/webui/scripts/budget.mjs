/**
 * Adds up the JavaScript a tablet loads before its first field screen, prints it, and fails the build above the budget
 * or when a desk-only library slipped into it.
 */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET_KB = 200
const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const FIRST_FIELD_SCREENS = [
  'index.html',
  'src/shell/SignInPage.vue',
  'src/field/FieldRoom.vue',
  'src/field/TodayPage.vue',
]

function closure(keys) {
  const seen = new Set()
  const queue = keys.filter((key) => manifest[key])
  while (queue.length > 0) {
    const key = queue.pop()
    if (seen.has(key)) continue
    seen.add(key)
    queue.push(...(manifest[key].imports ?? []))
  }
  return seen
}

const gzipKb = (file) => gzipSync(readFileSync(`dist/${file}`)).length / 1024
const first = closure(FIRST_FIELD_SCREENS)
const scripts = new Set([...first].map((key) => manifest[key].file).filter((file) => file.endsWith('.js')))
const styles = new Set([...first].flatMap((key) => manifest[key].css ?? []))
const scriptKb = [...scripts].reduce((sum, file) => sum + gzipKb(file), 0)
const styleKb = [...styles].reduce((sum, file) => sum + gzipKb(file), 0)

const every = new Set(Object.values(manifest).map((chunk) => chunk.file))
const allKb = [...every].filter((file) => file.endsWith('.js')).reduce((sum, file) => sum + gzipKb(file), 0)

for (const file of scripts) console.log(`  ${gzipKb(file).toFixed(1).padStart(7)} kB gzip  ${file}`)
console.log(`before the first field screen: ${scriptKb.toFixed(1)} kB of script gzip (budget ${BUDGET_KB}),`)
console.log(`${styleKb.toFixed(1)} kB of style gzip; all rooms together ${allKb.toFixed(1)} kB of script`)

const foreign = [...first].filter((key) => /element-plus|echarts/.test(key))
if (foreign.length > 0) {
  console.error(`the field's first chunks load ${foreign.join(', ')}`)
  process.exit(1)
}
if (scriptKb > BUDGET_KB) {
  console.error(`over the budget by ${(scriptKb - BUDGET_KB).toFixed(1)} kB`)
  process.exit(1)
}
