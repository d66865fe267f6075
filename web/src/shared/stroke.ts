export interface Point {
  x: number
  y: number
}

/** Where a finger is on a canvas that may lie on its side, in the canvas's own units (CSS pixels). */
export function placeOn(box: { left: number; top: number; right: number }, at: { clientX: number; clientY: number }, turned: boolean): Point {
  return turned ? { x: at.clientY - box.top, y: box.right - at.clientX } : { x: at.clientX - box.left, y: at.clientY - box.top }
}

/** The path of a finger as a smooth line: curves through the middles of what was touched. */
export function drawStroke(context: Pick<CanvasRenderingContext2D, 'beginPath' | 'moveTo' | 'lineTo' | 'quadraticCurveTo' | 'stroke'>, points: Point[]): void {
  const [first] = points
  if (!first) return
  context.beginPath()
  context.moveTo(first.x, first.y)
  if (points.length < 3) {
    const last = points[points.length - 1]!
    // A dot is a line of no length; round ends make it visible.
    context.lineTo(last.x + 0.01, last.y)
  }
  for (let i = 1; i < points.length - 1; i += 1) {
    const here = points[i]!
    const next = points[i + 1]!
    context.quadraticCurveTo(here.x, here.y, (here.x + next.x) / 2, (here.y + next.y) / 2)
  }
  if (points.length >= 3) {
    const last = points[points.length - 1]!
    context.lineTo(last.x, last.y)
  }
  context.stroke()
}

/** Whether enough was drawn to be somebody's name and not a slip of the thumb. */
export function isSignature(strokes: Point[][]): boolean {
  const length = strokes.reduce((sum, points) => sum + points.slice(1).reduce((far, point, i) => far + Math.hypot(point.x - points[i]!.x, point.y - points[i]!.y), 0), 0)
  return length > 60
}
