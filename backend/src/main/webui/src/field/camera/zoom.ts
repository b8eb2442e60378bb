/** Pinch, wheel and double tap: which part of a picture is seen, and how large. */

export interface View {
  scale: number
  /** Of the picture's middle from the middle of the frame, in pixels. */
  x: number
  y: number
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 }
export const LARGEST = 6
const STEP = 2

export interface Frame {
  width: number
  height: number
}

/** The picture never leaves the frame: at most its edge comes to the frame's middle. */
export function held({ scale, x, y }: View, { width, height }: Frame): View {
  const to = Math.min(LARGEST, Math.max(1, scale))
  if (to === 1) return WHOLE
  const mostX = (width * (to - 1)) / 2
  const mostY = (height * (to - 1)) / 2
  return { scale: to, x: Math.min(mostX, Math.max(-mostX, x)), y: Math.min(mostY, Math.max(-mostY, y)) }
}

/** The point under the fingers stays under them. `at` is from the middle of the frame. */
export function zoomed(view: View, by: number, at: { x: number; y: number }, frame: Frame): View {
  const scale = Math.min(LARGEST, Math.max(1, view.scale * by))
  const ratio = scale / view.scale
  return held({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, frame)
}

export const moved = (view: View, by: { x: number; y: number }, frame: Frame): View =>
  held({ ...view, x: view.x + by.x, y: view.y + by.y }, frame)

export const nearer = (view: View, frame: Frame): View => zoomed(view, STEP, { x: 0, y: 0 }, frame)
export const farther = (view: View, frame: Frame): View => zoomed(view, 1 / STEP, { x: 0, y: 0 }, frame)

/** Fingers on the picture, and what their moves mean. */
export class Fingers {
  private readonly down = new Map<number, { x: number; y: number }>()

  press(id: number, x: number, y: number): void {
    this.down.set(id, { x, y })
  }

  lift(id: number): void {
    this.down.delete(id)
  }

  /** One finger moves the picture, two also change its size. Places are from the middle of the frame. */
  move(id: number, x: number, y: number, view: View, frame: Frame): View {
    const before = this.down.get(id)
    if (!before) return view
    const other = [...this.down].find(([each]) => each !== id)?.[1]
    this.down.set(id, { x, y })
    if (!other) return moved(view, { x: x - before.x, y: y - before.y }, frame)
    const was = Math.hypot(before.x - other.x, before.y - other.y)
    const is = Math.hypot(x - other.x, y - other.y)
    const by = { x: (x - before.x) / 2, y: (y - before.y) / 2 }
    const middle = { x: (x + other.x) / 2, y: (y + other.y) / 2 }
    return zoomed(moved(view, by, frame), was > 0 ? is / was : 1, middle, frame)
  }
}
