import { deflateSync } from 'node:zlib'

import type { Plugin } from 'vite'

/** The tick of `public/favicon.svg`, in its 32 units; phones want it as PNG, which is drawn here and never kept. */
const TICK: [number, number][] = [
  [8, 17.5],
  [13, 22.5],
  [24.5, 10],
]
const HALF_STROKE = 1.7
const CORNER = 7
const BLUE = [0x1f, 0x5f, 0xbf]

interface Icon {
  name: string
  size: number
  /** The system cuts its own shape out of it: no corners of ours, and the tick well inside. */
  maskable: boolean
}

export const ICONS: Icon[] = [
  { name: 'icons/field-180.png', size: 180, maskable: true },
  { name: 'icons/field-192.png', size: 192, maskable: false },
  { name: 'icons/field-512.png', size: 512, maskable: false },
  { name: 'icons/field-maskable-512.png', size: 512, maskable: true },
]

/** Distance of a point from a piece of the tick. */
function away(x: number, y: number, [ax, ay]: [number, number], [bx, by]: [number, number]): number {
  const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)))
  return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay))
}

/** How far outside of the rounded square; negative inside. */
function outside(x: number, y: number): number {
  const dx = Math.abs(x - 16) - 16 + CORNER
  const dy = Math.abs(y - 16) - 16 + CORNER
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - CORNER
}

function pixel(x: number, y: number, unit: number, maskable: boolean): number[] {
  const scaled = maskable ? [(x - 16) * 1.3 + 16, (y - 16) * 1.3 + 16] : [x, y]
  const [tx, ty] = scaled as [number, number]
  const tick = Math.min(away(tx, ty, TICK[0]!, TICK[1]!), away(tx, ty, TICK[1]!, TICK[2]!)) - HALF_STROKE
  const white = Math.max(0, Math.min(1, 0.5 - tick / unit))
  const solid = maskable ? 1 : Math.max(0, Math.min(1, 0.5 - outside(x, y) / unit))
  return [...BLUE.map((channel) => Math.round(channel + (255 - channel) * white)), Math.round(solid * 255)]
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  let crc = ~0
  for (const byte of body) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeInt32BE(~crc, 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** The icon as PNG: 8 bits of red, green, blue and alpha. */
export function draw({ size, maskable }: Icon): Buffer {
  const unit = 32 / size
  const rows = Array.from({ length: size }, (_, row) => [0, ...Array.from({ length: size }, (_, column) => pixel((column + 0.5) * unit, (row + 0.5) * unit, unit, maskable)).flat()])
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.from(rows.flat()))), chunk('IEND', Buffer.alloc(0))])
}

export function icons(): Plugin {
  return {
    name: 'jianyue:icons',
    apply: 'build',
    generateBundle() {
      for (const icon of ICONS) this.emitFile({ type: 'asset', fileName: icon.name, source: draw(icon) })
    },
  }
}
