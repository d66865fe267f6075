import type { Occurrence, Run } from '@/api/inspection'
import type { Clock, Ticket } from '@/api/types'

/** A running clock for tests: opened 14:00, due at midnight in China. */
export function aClock(change: Partial<Clock> = {}): Clock {
  return {
    kind: 'restore',
    state: 'running',
    cycle: 1,
    level: 0,
    overdue: false,
    started_at: '2026-11-21T06:00:00Z',
    due_at: '2026-11-21T16:00:00Z',
    warn50_at: '2026-11-21T11:00:00Z',
    warn80_at: '2026-11-21T14:00:00Z',
    stopped_at: null,
    remaining_seconds: null,
    budget_text: '10 小时',
    window: 'daily 00:00-24:00',
    clause: '附件一 四.2(1)',
    assumed: null,
    pause_reason: null,
    note: null,
    provisional: false,
    ...change,
  }
}

/** A new ticket for tests. */
export function aTicket(change: Partial<Ticket> = {}): Ticket {
  return {
    id: '01900000-0000-7000-8000-000000000001',
    number: 'HS-2026-000123',
    contract_id: '01900000-0000-7000-8000-00000000000c',
    contract_prefix: 'HS',
    kind: 'fault',
    case: 'critical',
    case_name: '严重故障',
    level: 1,
    title: '加密网关不可用，全部考点无法解密试卷',
    state: 'open',
    assignee: null,
    reporter_name: '考务值班',
    work: null,
    service: null,
    site: null,
    escalation_level: 1,
    cycle: 1,
    opened_at: '2026-11-21T06:00:00Z',
    updated_at: '2026-11-21T06:00:00Z',
    clocks: [aClock()],
    next_due_at: '2026-11-21T16:00:00Z',
    urged: 0,
    version: 1,
    description: '13:50 起网关无响应。',
    channel: 'phone',
    reporter: { name: '考务值班' },
    form: null,
    asset: null,
    watchers: [],
    links: [],
    attachments: [],
    allowed_actions: ['take'],
    contract_version: 1,
    severity_set_by: '值班员',
    satisfaction: null,
    merged_into: null,
    ...change,
  }
}

/** An inspection that is due today. */
export function anOccurrence(change: Partial<Occurrence> = {}): Occurrence {
  return {
    id: '01900000-0000-7000-8000-0000000000e1',
    contract_id: '01900000-0000-7000-8000-00000000000c',
    version_id: '01900000-0000-7000-8000-00000000000d',
    rule: 'HS-I1.daily',
    kind: 'inspection',
    title: '每日巡检',
    clause: '附件一 三.1',
    assumed: null,
    from: '2026-11-21',
    to: '2026-11-21',
    planned: '2026-11-21',
    due: '2026-11-21',
    phase: null,
    festival: null,
    works: [],
    state: 'planned',
    assignee: null,
    run_id: null,
    announcement: null,
    ended_at: null,
    allowed_actions: ['run', 'announce'],
    version: 1,
    ...change,
  } as Occurrence
}

/** A run that was just begun, of three points. */
export function aRun(change: Partial<Run> = {}): Run {
  return {
    id: '01900000-0000-7000-8000-0000000000f1',
    occurrence_id: '01900000-0000-7000-8000-0000000000e1',
    contract_id: '01900000-0000-7000-8000-00000000000c',
    checklist_id: '01900000-0000-7000-8000-0000000000f2',
    checklist_version: 1,
    checklist: {
      title: '日常监控单',
      items: [
        { key: 'state', title: '运行状态', group: '数据库', kind: 'choice', choices: ['正常', '异常'], bad: ['异常'], required: true },
        { key: 'space', title: '表空间使用率', group: '数据库', kind: 'reading', unit: '%', low: 0, high: 85, required: true },
        { key: 'said', title: '巡检小结', group: '小结', kind: 'text' },
      ],
      signatures: ['engineer'],
      sheet: 'daily',
    },
    state: 'open',
    started_at: '2026-11-21T01:00:00Z',
    device_time: null,
    by: '王工',
    answers: {},
    photos: [],
    signatures: [],
    place: null,
    closed_at: null,
    closed_by: null,
    digest: null,
    corrects: null,
    corrected_by: null,
    reason: null,
    missing: ['state', 'space'],
    unsigned: ['engineer'],
    version: 1,
    ...change,
  }
}
