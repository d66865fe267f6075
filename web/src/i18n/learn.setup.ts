// Tests of parts show them without a router, which loads the texts of a workspace before its pages. Tests of what runs in
// no page at all (the service worker) have no texts.
if ('localStorage' in globalThis) {
  const { learn, TEXT_SETS } = await import('@/i18n')
  await learn(TEXT_SETS)
}

export {}
