import { renderServiceMetrics } from '../../src/http/render-service-metrics.ts';
import type { Language } from '../../src/model/message.ts';
import { noBots } from '../../src/model/service/bot-figures.ts';
import { linkToOther } from './languages.ts';
import { metricTexts } from './metrics-texts.ts';

const empty = renderServiceMetrics({
  figures: {
    runs: { queued: 0, running: 0, succeeded: 0, incomplete: 0, failed: 0, cancelled: 0 },
    oldestQueuedAt: undefined,
    pipelines: [],
    openAlerts: 0,
    alertSends: { waiting: 0, failing: 0, givenUp: 0 },
    inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
    bots: noBots,
    receivers: [],
    tickets: [],
  },
  connections: [],
  inbox: { pending: 0, dead: 0, types: [], consumers: [], lastReceivedAt: null },
  members: [],
  storeMs: 0,
  version: '0',
  now: 0,
});

const texts = {
  en: {
    title: '# Metrics of the service',
    about: [
      '`GET /metrics` of a process with the role `api` or `receiver` answers in the text format of Prometheus, about the whole service: asking one process is enough.',
      'It takes an API token of a viewer (`Authorization: Bearer lks_…`). `/healthz` and `/readyz` take none: the first says that the process answers,',
      'the second answers 503 and names what is missing (`store`, `keys`, `migrations`, `disk`, `stopping`).',
    ],
    head: '| metric | type | what it is | when to alert |',
  },
  zh: {
    title: '# 服务的指标',
    about: [
      '角色为 `api` 或 `receiver` 的进程在 `GET /metrics` 以 Prometheus 的文本格式回答，内容涵盖整个服务：询问其中一个进程即可。',
      '需要查看者的 API 令牌（`Authorization: Bearer lks_…`）。`/healthz` 和 `/readyz` 不需要令牌：前者表示进程有应答，',
      '后者在不就绪时返回 503，并指出缺少什么（`store`、`keys`、`migrations`、`disk`、`stopping`）。',
    ],
    head: '| 指标 | 类型 | 含义 | 何时告警 |',
  },
} as const satisfies Record<Language, unknown>;

/** `docs/reference/metrics.md`: what `/metrics` of the service has. @throws Error for a metric without its texts */
export function renderMetricsPage(language: Language): string {
  const { title, about, head } = texts[language];
  const rows = [...empty.matchAll(/^# HELP (\S+) (.*)\n# TYPE \S+ (\S+)$/gm)].map(
    ([, name = '', help = '', type = '']) => {
      const text = metricTexts[name];
      if (text === undefined) throw new Error(`scripts/reference/metrics-texts.ts says nothing of ${name}`);
      return `| \`${name}\` | ${type} | ${language === 'en' ? help : text.zh} | ${text.alert[language]} |`;
    },
  );
  const table = [head, '| --- | --- | --- | --- |', ...rows];
  return [title, '', linkToOther('metrics', language), '', ...about, '', ...table, ''].join('\n');
}
