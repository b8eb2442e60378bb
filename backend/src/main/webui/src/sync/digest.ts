export async function sha256(bytes: BufferSource): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

export async function sha256Hex(bytes: BufferSource): Promise<string> {
  return [...(await sha256(bytes))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** The value of a Content-Digest header (RFC 9530) over exactly these bytes. */
export async function contentDigest(bytes: BufferSource): Promise<string> {
  return `sha-256=:${btoa(String.fromCharCode(...(await sha256(bytes))))}:`
}
