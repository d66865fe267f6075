import type { Asset } from '@/api/assets'
import { t } from '@/i18n'
import type { ChartTable } from '@/shared/charts/csv'

import { fenToYuan } from './words'

/** The register as a table, with the columns that people keep in their own. */
export function assetTable(assets: Asset[]): ChartTable {
  const head = ['asset.code', 'asset.name', 'asset.class', 'assets.level', 'asset.state', 'asset.quantity', 'assets.measure', 'asset.model', 'asset.serial', 'asset.place', 'asset.holder', 'asset.unit', 'assets.purchased', 'asset.warranty', 'assets.price', 'assets.note'] as const
  return {
    head: head.map((key) => t(key)),
    rows: assets.map((one) => [one.code, one.name, one.class, t(`assets.level.${one.level}`), t(`asset.state.${one.state}`), one.quantity, one.quantity_unit, one.brand_model, one.serial, one.place, one.holder, one.unit, one.purchased_on, one.warranty_until, one.price === null ? null : fenToYuan(one.price), one.note]),
  }
}
