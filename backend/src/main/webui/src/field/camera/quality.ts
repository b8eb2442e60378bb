/**
 * Whether a picture is likely to be of use, judged by its pixels: a hint for the person, never a reason to refuse it.
 *
 * Sharpness is the variance of the Laplacian (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy",
 * ICPR 2000). A picture is as sharp as its sharpest tile: a close subject before a soft background is no blurred
 * picture. What has no contrast anywhere (a blank wall) has no edges to judge by and is never called blurred.
 */
export type QualityIssue = 'dark' | 'bright' | 'blurred' | 'small'

/** The long side a picture is judged at: large enough to see motion blur, small enough to average sensor noise away. */
export const JUDGED_SIDE = 1024
/** Tiles along each side of the picture. */
const TILES = 6
/**
 * Below this in its sharpest tile a picture is blurred. At 1024 px, Laplacian of four neighbours on 8-bit luma. The
 * usual 100 is of whole pictures; the sharpest tile of a sharp one has far more. Found by blurring test pictures: sharp
 * ones have more than 3,600, and less than 35 when blurred by 4 px of 2048, where small print is no longer read.
 */
export const BLURRED_BELOW = 60
/** Standard deviation of luma below which there is nothing to be sharp. */
export const FLAT_BELOW = 6
/** Of 255: a room without light has less, a dim one that can still be read has more. */
export const DARK_MEAN = 40
/** Luma up to which a pixel counts as black, and the share of such pixels from which little is to be seen. */
export const BLACK_TO = 20
export const DARK_SHARE = 0.7
/** Luma from which a pixel has lost what was there, and the share from which the picture has. White paper has 245. */
export const WHITE_FROM = 252
export const BRIGHT_SHARE = 0.4
/** Pixels along the long side: VGA has 640, and its price tags cannot be read. */
export const SMALL_SIDE = 1000

export interface Grey {
  luma: Uint8Array
  width: number
  height: number
}

export interface Measures {
  mean: number
  deviation: number
  /** Shares of pixels without detail, 0 to 1. */
  black: number
  white: number
  /** Variance of the Laplacian in the sharpest tile. */
  sharpness: number
}

/** Luma (BT.601) of RGBA pixels. */
export function greyOf(pixels: Uint8ClampedArray, width: number, height: number): Grey {
  const luma = new Uint8Array(width * height)
  for (let i = 0, at = 0; i < luma.length; i += 1, at += 4) {
    luma[i] = (299 * (pixels[at] ?? 0) + 587 * (pixels[at + 1] ?? 0) + 114 * (pixels[at + 2] ?? 0)) / 1000
  }
  return { luma, width, height }
}

export function measure(grey: Grey): Measures {
  const { luma } = grey
  let sum = 0
  let squares = 0
  let black = 0
  let white = 0
  for (const value of luma) {
    sum += value
    squares += value * value
    if (value <= BLACK_TO) black += 1
    if (value >= WHITE_FROM) white += 1
  }
  const mean = sum / luma.length
  return {
    mean,
    deviation: Math.sqrt(Math.max(0, squares / luma.length - mean * mean)),
    black: black / luma.length,
    white: white / luma.length,
    sharpness: sharpness(grey),
  }
}

/** Variance of the Laplacian in the sharpest of the tiles. */
export function sharpness({ luma, width, height }: Grey): number {
  const sums = new Float64Array(TILES * TILES)
  const squares = new Float64Array(TILES * TILES)
  const counts = new Float64Array(TILES * TILES)
  for (let y = 1; y < height - 1; y += 1) {
    const row = Math.floor((y * TILES) / height) * TILES
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x
      const value =
        4 * (luma[at] as number) -
        (luma[at - 1] as number) -
        (luma[at + 1] as number) -
        (luma[at - width] as number) -
        (luma[at + width] as number)
      const tile = row + Math.floor((x * TILES) / width)
      sums[tile] = (sums[tile] as number) + value
      squares[tile] = (squares[tile] as number) + value * value
      counts[tile] = (counts[tile] as number) + 1
    }
  }
  let most = 0
  for (let tile = 0; tile < counts.length; tile += 1) {
    const count = counts[tile] as number
    if (count === 0) continue
    const mean = (sums[tile] as number) / count
    most = Math.max(most, (squares[tile] as number) / count - mean * mean)
  }
  return most
}

/** The one thing worth saying, the gravest first; null when all is well. `side`: the long side as it was taken. */
export function issueOf(measures: Measures, side: number): QualityIssue | null {
  const { mean, deviation, black, white, sharpness: sharp } = measures
  if (mean < DARK_MEAN || black > DARK_SHARE) return 'dark'
  if (white > BRIGHT_SHARE) return 'bright'
  if (deviation >= FLAT_BELOW && sharp < BLURRED_BELOW) return 'blurred'
  return side < SMALL_SIDE ? 'small' : null
}
