import { ConfigError } from '../../model/errors.ts';
import { plural } from '../../util/plural.ts';

/** A Base that shows nothing at all, though it may hold something. */
export function hiddenError(appToken: string, tables: number): ConfigError {
  return new ConfigError({
    code: 'source.scan.suspicious',
    message: {
      en: `Base ${appToken} has advanced permissions and shows no record in any of its ${plural(tables, 'table')}: its records are probably hidden from the app`,
      zh: `多维表格 ${appToken} 开启了高级权限，且 ${tables} 张数据表都没有返回任何记录：记录很可能对应用不可见`,
    },
    cure: {
      en: 'Let the app manage the Base ("… > Add document app"), then run again. If it is really empty, run with --accept-deletes.',
      zh: '请把应用设为可管理该多维表格（“… > 添加文档应用”），然后重新运行。如果确实没有记录，请使用 --accept-deletes 运行。',
    },
    details: { app_token: appToken },
  });
}
