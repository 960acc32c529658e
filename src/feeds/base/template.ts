import type { ModuleTemplate } from '../template.ts';
import type { BaseSettings } from './settings.ts';

/** Writes a `TODO` in place of missing tables. */
export const baseTemplate: ModuleTemplate<BaseSettings> = ({ tables: wanted = [] }, { remark, scalar }) => {
  const tables =
    wanted.length === 0
      ? ['    - url: https://TODO.feishu.cn/base/TODO?table=tblTODO']
      : wanted.flatMap((table) =>
          Object.entries(table).map(
            ([key, value], at) => `    ${at === 0 ? '-' : ' '} ${key}: ${scalar(String(value))}`,
          ),
        );
  const about = remark({
    en: 'Each entry: `url` of a table as the browser shows it, or `app_token` (all tables of the Base), `table_id`, `view_id`.',
    zh: '每一项：数据表在浏览器中的链接 `url`，或 `app_token`（该多维表格的全部数据表）、`table_id`、`view_id`。',
  });
  const changes = remark({
    en: 'changes: a run reads what has changed, and each table again within audit_hours',
    zh: 'changes：每次运行读取有变化的部分，并在 audit_hours 内把每张数据表再读一次',
  });
  const skip = remark({
    en: 'true: a table whose revision is the same is not read again',
    zh: 'true：版本号未变的数据表不再读取',
  });
  return [
    'base:',
    `  # ${about}`,
    '  tables:',
    ...tables,
    `  # incremental: exact      # ${changes}`,
    `  # skip_unchanged: false    # ${skip}`,
  ];
};
