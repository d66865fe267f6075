/**
 * Makes a picture of a page small: 256 colours instead of millions, which nobody sees on text and flat areas.
 *
 * Takes and gives the bytes of a PNG file; eight bits a channel and no interlacing, as browsers write it.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const MOST = 256

export function small(file) {
  const { width, height, pixels } = decode(file)
  const counts = new Map()
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1)
  const { palette, places } = reduce(counts)
  const rows = Buffer.alloc((width + 1) * height)
  pixels.forEach((colour, i) => (rows[i + 1 + Math.floor(i / width)] = places.get(colour)))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width, 0)
  head.writeUInt32BE(height, 4)
  head.set([8, 3, 0, 0, 0], 8)
  return Buffer.concat([SIGNATURE, chunk('IHDR', head), chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })), chunk('IEND', Buffer.alloc(0))])
}

/** Every pixel as 0xrrggbb. */
function decode(file) {
  const parts = { IDAT: [] }
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    const name = file.toString('latin1', at + 4, at + 8)
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at))
    if (name === 'IDAT') parts.IDAT.push(data)
    else parts[name] = data
  }
  const [width, height] = [parts.IHDR.readUInt32BE(0), parts.IHDR.readUInt32BE(4)]
  const bytes = parts.IHDR[9] === 6 ? 4 : 3
  const line = width * bytes
  const raw = inflateSync(Buffer.concat(parts.IDAT))
  const plain = Buffer.alloc(line * height)
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)]
    for (let x = 0; x < line; x += 1) {
      const at = y * line + x
      const left = x >= bytes ? plain[at - bytes] : 0
      const above = y > 0 ? plain[at - line] : 0
      const corner = x >= bytes && y > 0 ? plain[at - line - bytes] : 0
      const guess = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter]
      plain[at] = raw[y * (line + 1) + 1 + x] + guess
    }
  }
  const pixels = new Uint32Array(width * height)
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = plain.readUIntBE(i * bytes, 3)
  return { width, height, pixels }
}

function paeth(left, above, corner) {
  const guess = left + above - corner
  const [a, b, c] = [left, above, corner].map((one) => Math.abs(guess - one))
  return a <= b && a <= c ? left : b <= c ? above : corner
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]

/** Median cut: the box whose colours differ most is halved until there are as many boxes as places. */
function reduce(counts) {
  const boxes = [[...counts.keys()]]
  while (boxes.length < MOST) {
    const [worst, spread] = boxes.map(spreadOf).reduce(([at, most], one, i) => (one.width > most.width ? [i, one] : [at, most]), [-1, { width: 0 }])
    if (worst < 0) break
    const sorted = boxes[worst].sort((a, b) => channels(a)[spread.channel] - channels(b)[spread.channel])
    const middle = (channels(sorted[0])[spread.channel] + channels(sorted.at(-1))[spread.channel]) / 2
    const cut = Math.max(1, sorted.findIndex((one) => channels(one)[spread.channel] > middle))
    boxes.splice(worst, 1, sorted.slice(0, cut), sorted.slice(cut))
  }
  const places = new Map()
  const palette = Buffer.alloc(boxes.length * 3)
  boxes.forEach((box, i) => {
    // The most frequent colour stands for its box: backgrounds stay exactly what they are.
    const chosen = box.reduce((best, one) => (counts.get(one) > counts.get(best) ? one : best))
    palette.set(channels(chosen), i * 3)
    box.forEach((colour) => places.set(colour, i))
  })
  return { palette, places }
}

function spreadOf(box) {
  const [least, most] = [[255, 255, 255], [0, 0, 0]]
  for (const colour of box) {
    channels(colour).forEach((value, i) => {
      if (value < least[i]) least[i] = value
      if (value > most[i]) most[i] = value
    })
  }
  const widths = most.map((value, i) => value - least[i])
  const width = Math.max(...widths)
  return { width, channel: widths.indexOf(width) }
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
