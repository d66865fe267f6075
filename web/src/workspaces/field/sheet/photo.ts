/** The longer side of a picture, at most, and how much it may weigh. */
const LONGEST = 1_600
const HEAVIEST = 300_000
const QUALITIES = [0.82, 0.7, 0.58, 0.46, 0.34]

/** Size of a picture that fits, never larger than it was. */
export function fitted(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A picture made small, with `stamp` drawn into its lower edge. What else the file told (place, device) is gone. */
export async function stamped(file: Blob, stamp: string): Promise<Blob> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const canvas = document.createElement('canvas')
  Object.assign(canvas, fitted(picture.width, picture.height))
  const context = canvas.getContext('2d')!
  context.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  drawStamp(context, stamp)
  return smallEnough(canvas)
}

function drawStamp(context: CanvasRenderingContext2D, stamp: string): void {
  const { width, height } = context.canvas
  const size = Math.max(12, Math.round(Math.min(width, height) / 30))
  context.font = `600 ${size}px 'PingFang SC', 'Noto Sans CJK SC', sans-serif`
  context.fillStyle = 'rgb(0 0 0 / 62%)'
  context.fillRect(0, height - size * 1.8, width, size * 1.8)
  context.fillStyle = '#fff'
  context.textBaseline = 'middle'
  context.fillText(stamp, size * 0.6, height - size * 0.9, width - size * 1.2)
}

async function smallEnough(canvas: HTMLCanvasElement): Promise<Blob> {
  let smallest: Blob | null = null
  for (const quality of QUALITIES) {
    smallest = await toJpeg(canvas, quality)
    if (smallest.size <= HEAVIEST) return smallest
  }
  return smallest!
}

function toJpeg(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/jpeg', quality))
}
