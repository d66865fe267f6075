/** Longest side of a picture after it was made smaller, in pixels: text on a screen photograph stays readable. */
const LONGEST = 1920
const QUALITY = 0.82
/** Smaller ones are sent as they are. */
const SMALL = 400_000
const SHRINKABLE = ['image/jpeg', 'image/png', 'image/webp', 'image/bmp']

/** Width and height of a picture whose longest side fits. */
export function fit(width: number, height: number, longest = LONGEST): { width: number; height: number } {
  const scale = Math.min(1, longest / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

/** A picture made small enough to travel over a phone's network; whatever cannot be made smaller goes as it is. */
export async function compress(file: File): Promise<File> {
  if (!SHRINKABLE.includes(file.type) || file.size <= SMALL) return file
  try {
    const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
    const { width, height } = fit(picture.width, picture.height)
    const canvas = document.createElement('canvas')
    canvas.width = width
    canvas.height = height
    const pen = canvas.getContext('2d')
    if (!pen) return file
    pen.fillStyle = '#fff'
    pen.fillRect(0, 0, width, height)
    pen.drawImage(picture, 0, 0, width, height)
    picture.close()
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY))
    return blob && blob.size < file.size ? new File([blob], asJpeg(file.name), { type: 'image/jpeg', lastModified: file.lastModified }) : file
  } catch {
    return file
  }
}

export function asJpeg(name: string): string {
  return `${name.replace(/\.[^.]*$/, '') || 'picture'}.jpg`
}

/** The files among what was dropped or pasted. */
export function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])]
}

/** "1.4 MB". */
export function saySize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
