/** Compares what is with what a story expects: of objects the members named, of lists every element. */
export class StoryMatch {
  private readonly names = new Map<string, unknown>()

  any(place: string, expected: unknown, actual: unknown): void {
    if (typeof expected === 'string' && expected.startsWith('$')) this.named(place, expected, actual)
    else if (expected === null) this.holds(actual === null || actual === undefined, place, expected, actual)
    else if (Array.isArray(expected)) this.list(place, expected, actual)
    else if (typeof expected === 'object') this.members(place, expected as Record<string, unknown>, actual)
    else this.holds(expected === actual, place, expected, actual)
  }

  members(place: string, expected: Record<string, unknown>, actual: unknown): void {
    const is = (actual ?? {}) as Record<string, unknown>
    for (const [name, each] of Object.entries(expected)) {
      if (!name.endsWith('AtLeast')) this.any(`${place}.${name}`, each, is[name])
      else {
        const value = String(is[name.slice(0, -'AtLeast'.length)])
        this.holds(value >= String(each), `${place}.${name}`, each, value)
      }
    }
  }

  list(place: string, expected: readonly unknown[], actual: unknown): void {
    const list = Array.isArray(actual) ? (actual as unknown[]) : []
    this.holds(list.length === expected.length, place, expected, actual)
    for (const [index, each] of expected.entries()) this.any(`${place}[${index}]`, each, list[index])
  }

  holds(holds: boolean, place: string, expected: unknown, actual: unknown): void {
    if (!holds)
      throw new Error(`${place}: ${JSON.stringify(expected)} expected, not ${JSON.stringify(actual)}`)
  }

  /** The same name is the same value everywhere, another name another value. */
  private named(place: string, name: string, actual: unknown): void {
    this.holds(typeof actual === 'string', place, 'a text', actual)
    if (this.names.has(name))
      return this.holds(this.names.get(name) === actual, place, this.names.get(name), actual)
    this.holds(![...this.names.values()].includes(actual), place, 'a value of its own', actual)
    this.names.set(name, actual)
  }
}
