import type { ModuleTemplate } from '../template.ts';
import type { ApprovalSettings } from './settings.ts';

/** Writes a `TODO` in place of approval codes when none is given. */
export const approvalTemplate: ModuleTemplate<ApprovalSettings> = (
  { approval_codes: named = [], start_date: startDate },
  { remark, scalar },
) => {
  const codes = named.length === 0 ? ['TODO-APPROVAL-CODE'] : named;
  const about = remark({
    en: 'The code is in the address of the approval editor, after `definitionCode=`.',
    zh: '编码在审批编辑页的网址中，`definitionCode=` 之后。',
  });
  const start = remark({
    en: 'older instances are left out; 365 days back when absent',
    zh: '不读取更早的审批实例；不填时回溯 365 天',
  });
  const lookback = remark({
    en: 'every run reads the instances of this many past days again',
    zh: '每次运行都会重新读取最近若干天内创建的审批实例',
  });
  const changes = remark({
    en: 'changes: a run reads what has changed, and each part again within audit_hours',
    zh: 'changes：每次运行读取有变化的部分，并在 audit_hours 内把每一部分再读一次',
  });
  const revert = remark({
    en: 'how many days an approved instance can still be revoked',
    zh: '审批通过后多少天内仍可能被撤销',
  });
  return [
    'approval:',
    `  # ${about}`,
    '  approval_codes:',
    ...codes.map((code) => `    - ${scalar(code)}`),
    `  ${startDate === undefined ? '# start_date: 2026-01-01' : `start_date: ${startDate}`}   # ${start}`,
    `  # incremental: exact      # ${changes}`,
    `  # lookback_days: 30        # ${lookback}`,
    `  # revert_days: 31          # ${revert}`,
    `  # locale: zh-CN            # ${remark({ en: 'language of form and node names', zh: '表单和节点名称的语言' })}`,
  ];
};
