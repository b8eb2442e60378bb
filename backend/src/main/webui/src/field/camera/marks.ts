/** Arrows and boxes over a picture. Places are shares of its width and height, so that they fit it at any size. */

export interface Point {
  x: number
  y: number
}

export interface Mark {
  kind: 'arrow' | 'box'
  from: Point
  to: Point
}

/** Of the theme's tokens; a worker cannot ask for them. */
export interface MarkInk {
  line: string
  /** Around the line, so that it is seen on any picture. */
  edge: string
}

/** Of the long side: a line that is seen when the whole picture is as large as a thumb. */
const LINE_SHARE = 0.007
const EDGE_SHARE = 0.0035
const HEAD_LINES = 5
/** A mark shorter than this share of the long side was a tap. */
const SHORTEST = 0.02

type Context = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'rect' | 'save' | 'restore'
> & {
  strokeStyle: string | CanvasGradient | CanvasPattern
  lineWidth: number
  lineCap: CanvasLineCap
  lineJoin: CanvasLineJoin
}

export const within = ({ x, y }: Point): Point => ({ x: clamp(x), y: clamp(y) })

const clamp = (share: number): number => Math.min(1, Math.max(0, share))

/** Whether somebody meant to draw it. */
export function isMeant({ from, to }: Mark, width: number, height: number): boolean {
  const length = Math.hypot((to.x - from.x) * width, (to.y - from.y) * height)
  return length >= SHORTEST * Math.max(width, height)
}

/** The two ends of an arrow's head, in pixels. */
export function headOf(from: Point, to: Point, length: number): [Point, Point] {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const end = (turn: number): Point => ({
    x: to.x - length * Math.cos(angle + turn),
    y: to.y - length * Math.sin(angle + turn),
  })
  return [end(Math.PI / 6), end(-Math.PI / 6)]
}

export function drawMarks(
  context: Context,
  marks: readonly Mark[],
  width: number,
  height: number,
  ink: MarkInk,
): void {
  const side = Math.max(width, height)
  const line = Math.max(2, side * LINE_SHARE)
  context.save()
  context.lineCap = 'round'
  context.lineJoin = 'round'
  for (const mark of marks) {
    for (const [style, thick] of [
      [ink.edge, line + 2 * Math.max(1, side * EDGE_SHARE)],
      [ink.line, line],
    ] as const) {
      context.strokeStyle = style
      context.lineWidth = thick
      context.beginPath()
      trace(context, mark, width, height, line)
      context.stroke()
    }
  }
  context.restore()
}

function trace(context: Context, { kind, ...ends }: Mark, width: number, height: number, line: number): void {
  const from = { x: ends.from.x * width, y: ends.from.y * height }
  const to = { x: ends.to.x * width, y: ends.to.y * height }
  if (kind === 'box') {
    context.rect(
      Math.min(from.x, to.x),
      Math.min(from.y, to.y),
      Math.abs(to.x - from.x),
      Math.abs(to.y - from.y),
    )
    return
  }
  const length = Math.min(line * HEAD_LINES, Math.hypot(to.x - from.x, to.y - from.y) / 2)
  const [left, right] = headOf(from, to, length)
  context.moveTo(from.x, from.y)
  context.lineTo(to.x, to.y)
  context.moveTo(left.x, left.y)
  context.lineTo(to.x, to.y)
  context.lineTo(right.x, right.y)
}
