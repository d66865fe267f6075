/** The colours of the house, as the charts use them: the same as on the clocks and severities. */
export interface Palette {
  text: string
  soft: string
  line: string
  surface: string
  sunken: string
  accent: string
  accentSoft: string
  met: string
  breached: string
  running: string
  warn50: string
  warn80: string
  paused: string
  severities: [string, string, string, string]
}

const NAMES = {
  text: 'text',
  soft: 'text-soft',
  line: 'line',
  surface: 'surface',
  sunken: 'sunken',
  accent: 'accent',
  accentSoft: 'accent-soft',
  met: 'met',
  breached: 'breached',
  running: 'running',
  warn50: 'warn50-fill',
  warn80: 'warn80-fill',
  paused: 'paused',
} as const

/** What the page shows now, light or dark. */
export function screenPalette(): Palette {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(`--jy-${name}`).trim() || '#000'
  const named = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, read(name)])) as unknown as Omit<Palette, 'severities'>
  return { ...named, severities: [read('severity-1'), read('severity-2'), read('severity-3'), read('severity-4')] }
}

/** Paper is white, whatever the screen is. */
export const PAPER: Palette = {
  text: '#000000',
  soft: '#333333',
  line: '#bbbbbb',
  surface: '#ffffff',
  sunken: '#f2f4f7',
  accent: '#1f5fbf',
  accentSoft: '#e8f0fb',
  met: '#15703d',
  breached: '#b3201a',
  running: '#1f5fbf',
  warn50: '#e0a100',
  warn80: '#ea6a12',
  paused: '#55606f',
  severities: ['#b3201a', '#b04300', '#0b6b80', '#55606f'],
}
