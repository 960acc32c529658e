import { defineTexts } from '../texts/texts.ts';

/** Words of the API that stand as values in details of the audit; others stand as they are. */
export const detailValues = defineTexts({
  feishu: { en: 'Feishu', zh: '飞书' },
  lark: { en: 'Lark', zh: 'Lark' },
  custom_app: { en: 'Custom app', zh: '自建应用' },
  store_app: { en: 'Store app', zh: '商店应用' },
  long_connection: { en: 'Long connection', zh: '长连接' },
  webhook: { en: 'Webhook', zh: 'Webhook' },
  none: { en: 'none', zh: '无' },
  app_secret: { en: 'App Secret', zh: 'App Secret' },
  verification_token: { en: 'Verification Token', zh: 'Verification Token' },
  encrypt_key: { en: 'Encrypt Key', zh: 'Encrypt Key' },
  url: { en: 'address', zh: '地址' },
  duckdb: { en: 'DuckDB', zh: 'DuckDB' },
  postgres: { en: 'Postgres', zh: 'Postgres' },
  parquet: { en: 'Parquet files', zh: 'Parquet 文件' },
  ndjson: { en: 'NDJSON files', zh: 'NDJSON 文件' },
  csv: { en: 'CSV files', zh: 'CSV 文件' },
  en: { en: 'English', zh: '英文' },
  zh: { en: 'Chinese', zh: '中文' },
  mail: { en: 'Mail', zh: '邮件' },
  modules: { en: 'modules', zh: '模块' },
  streams: { en: 'streams', zh: '数据流' },
  light: { en: 'light', zh: '浅色' },
  dark: { en: 'dark', zh: '深色' },
});

/** Names of details whose values are words of the API; of a pipeline it is told which settings are others, not what is in them. */
const spoken: readonly string[] = ['region', 'kind', 'mode', 'secrets', 'settings', 'type', 'language', 'theme'];

/** Whether what stands behind this name is a word of the API, and which. */
export const wordOf = (name: string, value: string): keyof typeof detailValues | undefined =>
  spoken.includes(name) && isWord(value) ? value : undefined;

const isWord = (value: string): value is keyof typeof detailValues => Object.hasOwn(detailValues, value);
