import { locale } from '@/i18n'

/** What may be done, Chinese first: `[中文, English]`. */
const NAMES: Record<string, readonly [string, string]> = {
  'contracts.import': ['导入合同', 'Import contracts'],
  'contracts.list': ['查看合同目录', 'See what contracts there are'],
  'contracts.load_calendar': ['载入放假通知', 'Load holiday notices'],
  'contracts.read': ['查看合同', 'Read contracts'],
  'identity.assignable_read': ['查看可派单人员', 'See whom work can be given to'],
  'identity.audit_read': ['查看审计记录', 'Read the audit trail'],
  'identity.audit_verify': ['校验审计记录', 'Verify the audit trail'],
  'identity.invite': ['邀请人员', 'Invite people'],
  'identity.people_manage': ['管理人员账号', 'Manage accounts'],
  'identity.people_read': ['查看人员', 'See people'],
  'identity.roles_grant': ['分配角色', 'Give roles'],
  'identity.roles_read': ['查看角色权限', 'See what roles may do'],
  'identity.sessions_manage': ['管理登录会话', 'See and end sessions'],
  'knowledge.publish': ['发布知识', 'Publish articles'],
  'knowledge.read': ['查看知识', 'Read articles'],
  'knowledge.write': ['编写知识', 'Write articles'],
  'mailbox.manage': ['管理收信', 'Look after incoming mail'],
  'notify.channels': ['设置通知通道', 'Set up channels of notices'],
  'notify.notices': ['查看发给自己的通知', 'See one’s own notices'],
  'notify.outbox': ['查看和重发通知', 'See and resend notices'],
  'notify.rules_read': ['查看通知规则', 'See rules for notices'],
  'notify.rules_write': ['设置通知规则', 'Set rules for notices'],
  'platform.dead_letters_settle': ['重试或放弃未送达的事件', 'Retry and discard dead letters'],
  'platform.jobs_run': ['立即运行作业', 'Run jobs at once'],
  'platform.system_read': ['查看系统运行状况', 'See how the system is'],
  'ticketing.accept': ['验收工单', 'Accept solutions'],
  'ticketing.assign': ['派单', 'Assign tickets'],
  'ticketing.close': ['关闭、取消和重新受理工单', 'Close, cancel and reopen tickets'],
  'ticketing.macros_write': ['维护共用的回复模板和宏', 'Keep shared templates and macros'],
  'ticketing.open': ['登记工单', 'Open tickets'],
  'ticketing.organise': ['合并和拆分工单', 'Merge and split tickets'],
  'ticketing.preview_calendar': ['预览日历变化对时限的影响', 'See which deadlines a notice moves'],
  'ticketing.read': ['查看工单', 'Read tickets'],
  'ticketing.reply': ['回复工单', 'Reply'],
  'ticketing.severity': ['调整严重程度', 'Change severities'],
  'ticketing.sites': ['维护服务地点', 'Keep the sites'],
  'ticketing.urge': ['催办', 'Ask for haste'],
  'ticketing.views_share': ['维护共用视图', 'Keep shared views'],
  'ticketing.work': ['处理工单', 'Work on tickets'],
}

/** The permission in words. `name` is the server's own, which is Chinese; a code that nobody names is shown as it is. */
export function sayPermission(code: string, name?: string): string {
  const known = NAMES[code]
  return locale.value === 'zh' ? (name ?? known?.[0] ?? code) : (known?.[1] ?? name ?? code)
}
