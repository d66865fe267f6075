// Who may use whom among the crates of this workspace. Pure, so that it can be tested without cargo.
//
//   server → modules → { contracts, documents, reach, sheets } → { platform, sla } → kernel
//
// A module never uses another module: what modules need of each other goes through events and ports in `platform`.

/** Every crate, by its layer. A crate that is not named here fails the check, so that its place is a decision. */
export const LAYERS = {
  kernel: ['kernel'],
  base: ['platform', 'sla'],
  connectors: ['documents', 'reach', 'sheets'],
  contracts: ['contracts'],
  modules: ['assets', 'assurance', 'backups', 'billing', 'catalogue', 'certificates', 'changes', 'deliveries', 'emergencies', 'exam', 'hotline', 'identity', 'inspection', 'inventory', 'knowledge', 'letters', 'mailbox', 'notify', 'obligations', 'probing', 'reports', 'security', 'staffing', 'ticketing'],
  server: ['server'],
  testkit: ['testkit'],
  tools: ['load'],
}

/** What each layer may use; nothing may use what is not listed. Layers never use themselves. */
const MAY_USE = {
  kernel: [],
  base: ['kernel'],
  connectors: ['base', 'kernel'],
  contracts: ['base', 'kernel'],
  modules: ['connectors', 'contracts', 'base', 'kernel'],
  server: ['modules', 'connectors', 'contracts', 'base', 'kernel'],
  testkit: ['modules', 'connectors', 'contracts', 'base', 'kernel'],
  tools: ['modules', 'connectors', 'contracts', 'base', 'kernel'],
}

const PREFIX = 'jianyue-'

const layerOf = (crate) => Object.keys(LAYERS).find((layer) => LAYERS[layer].includes(crate))

/**
 * Sentences about every edge that goes the wrong way.
 *
 * `packages` is the list of `cargo metadata --no-deps`: `name`, and `dependencies` with `name`, `path` (only of
 * crates in this repository) and `kind` (null, "dev" or "build").
 */
export function violations(packages) {
  return packages.flatMap((pkg) => {
    const crate = pkg.name.replace(PREFIX, '')
    const layer = layerOf(crate)
    if (!pkg.name.startsWith(PREFIX)) return [`${pkg.name}: packages are named jianyue-<folder>`]
    if (!layer) return [`${crate}: has no layer; give it its place in scripts/direction.mjs`]
    const inside = pkg.dependencies.filter((dependency) => dependency.path)
    return inside.flatMap((dependency) => fault(crate, layer, dependency))
  })
}

function fault(crate, layer, dependency) {
  const used = dependency.name.replace(PREFIX, '')
  const usedLayer = layerOf(used)
  if (usedLayer === 'testkit' || usedLayer === 'tools') {
    return dependency.kind === 'dev' ? [] : [`${crate} → ${used}: only as a dev-dependency`]
  }
  if (MAY_USE[layer].includes(usedLayer)) return []
  if (layer === 'modules' && usedLayer === 'modules') {
    return [`${crate} → ${used}: modules never use one another; use an event or a port in platform`]
  }
  return [`${crate} → ${used}: ${layer} may use ${MAY_USE[layer].join(', ') || 'nothing'}`]
}
