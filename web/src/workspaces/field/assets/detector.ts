/** The browser's own reader of codes, where it has one (Chromium on Android); no library is loaded for the others. */
interface Detector {
  detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]>
}

type WithDetector = typeof globalThis & { BarcodeDetector?: new (options: { formats: string[] }) => Detector }

/** The camera needs HTTPS or a loopback address. */
export const canScan = 'BarcodeDetector' in globalThis && typeof navigator.mediaDevices?.getUserMedia === 'function'

export function detector(): Detector {
  return new (globalThis as WithDetector).BarcodeDetector!({ formats: ['qr_code'] })
}
