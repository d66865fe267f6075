import type { Plugin, Rollup } from 'vite'

const FIELD = '/src/workspaces/field/'
/** What the field says; the entry loads it with the first page of the field. */
const TEXTS = ['field', 'inspection', 'round', 'assetWords'].map((name) => `/src/i18n/text/${name}.ts`)

/**
 * Finds out which files of the bundle the phone needs: the entry, the pages of the field and everything that these
 * import. The service worker keeps exactly those, and nothing of the desk.
 */
export function fieldChunks(): { plugin: Plugin; needs: (url: string) => boolean } {
  const needed = new Set<string>()

  function take(bundle: Rollup.OutputBundle, name: string): void {
    const chunk = bundle[name]
    if (needed.has(name) || chunk?.type !== 'chunk') return
    needed.add(name)
    chunk.viteMetadata?.importedCss.forEach((css) => needed.add(css))
    chunk.viteMetadata?.importedAssets.forEach((asset) => needed.add(asset))
    chunk.imports.forEach((imported) => take(bundle, imported))
    if (chunk.moduleIds.some((id) => id.includes(FIELD)) && !chunk.isEntry) chunk.dynamicImports.forEach((imported) => take(bundle, imported))
  }

  const plugin: Plugin = {
    name: 'jianyue:field-chunks',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      needed.clear()
      for (const [name, chunk] of Object.entries(bundle)) {
        if (chunk.type === 'chunk' && (chunk.isEntry || [FIELD, ...TEXTS].some((part) => chunk.facadeModuleId?.includes(part)))) take(bundle, name)
      }
    },
  }
  return { plugin, needs: (url) => needed.has(url) || ['index.html', 'favicon.svg'].includes(url) }
}
