const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-/i

/**
 * The name of a person or device as the server gives it: a text, or an object with one. Bare ids say nothing to a
 * reader.
 */
export function nameOf(given: unknown): string {
  if (typeof given === 'string') return ID.test(given) ? '' : given
  const named = given as { displayName?: string; name?: string } | null
  return named?.displayName ?? named?.name ?? ''
}
