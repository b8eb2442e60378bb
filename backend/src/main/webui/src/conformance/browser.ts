/** The vectors in a real browser: bundled by the browser tests and run in a page, beside the same ones under Vitest. */
import { isRun, resultOf, type VectorFile } from './topics'

export interface Report {
  passed: number
  failures: string[]
}

export async function runVectors(files: VectorFile[]): Promise<Report> {
  const report: Report = { passed: 0, failures: [] }
  for (const { topic, vectors } of files.filter((file) => isRun(file.topic))) {
    for (const vector of vectors) {
      try {
        if (same(await resultOf(topic, vector), vector.then)) report.passed += 1
        else report.failures.push(`${topic} / ${vector.name}`)
      } catch (error) {
        report.failures.push(`${topic} / ${vector.name}: ${String(error)}`)
      }
    }
  }
  return report
}

/** Not the canonical text: that is itself among what is tested. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a)
  const right = new Map(Object.entries(b))
  return (
    left.length === right.size && left.every(([key, each]) => right.has(key) && same(each, right.get(key)))
  )
}
