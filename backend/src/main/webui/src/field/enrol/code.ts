/** Enrolment codes as people type them; the server reads them by the same rules. */

const LENGTH = 12

/** Letters and digits alone, with what looks like a digit read as one. */
export function normalised(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}

export const isWhole = (typed: string): boolean => /^[0-9A-HJKMNP-TV-Z]{12}$/.test(normalised(typed))

/** In groups of four while it is being typed; of a whole address that was pasted, its fragment. */
export function grouped(typed: string): string {
  const text = typed
    .slice(typed.lastIndexOf('#') + 1)
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, LENGTH)
  return text.match(/.{1,4}/g)?.join('-') ?? ''
}

/** The code in an address's fragment; empty when there is none. */
export function codeIn(hash: string): string {
  try {
    return grouped(decodeURIComponent(hash.replace(/^#/, '')))
  } catch {
    return ''
  }
}
