/** What the frame around the pages says: words that are needed whatever workspace one is in. */
export const frame = {
  'portal.title': ['服务门户', 'Portal'],
  'report.title': ['我要报修', 'Report'],
  'requests.title': ['请求进度', 'Requests'],
  'sheet.title': ['合同履行', 'Contract sheet'],
  'figures.title': ['统计图', 'Figures'],
  'nav.field': ['现场（手机版）', 'Field (phone)'],
  'import.title': ['导入合同', 'Import a contract'],
  'nav.audit': ['审计', 'Audit'],
  'nav.calendar': ['工作日历', 'Calendar'],
  'nav.jobs': ['运行', 'Running'],
  'nav.notify': ['通知设置', 'Notices'],
  'nav.overview': ['总览', 'Overview'],
  'versions.link': ['历次版本', 'Versions'],
} as const
