import type { UsedRate } from '../data/rates.ts';
import { useFormat } from '../texts/format.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Bar } from './bar.tsx';
import { Breakable } from './breakable.tsx';
import { Panel } from './panel.tsx';
import { PlaceLink } from './place-link.tsx';
import table from './plain-table.module.css';
import classes from './used-rates.module.css';

const texts = defineTexts({
  title: { en: 'Calls of the last minute, against the limit', zh: '最近一分钟的调用与频率限制' },
  none: { en: 'No run calls the platform now.', zh: '目前没有运行在调用平台。' },
  app: { en: 'App', zh: '应用' },
  endpoint: { en: 'Endpoint', zh: '接口' },
  used: { en: 'Used', zh: '已用' },
  usedOf: { en: (used: string, limit: string) => `${used} of ${limit}`, zh: (used, limit) => `${used} / ${limit}` },
  barOf: { en: (endpoint: string) => `Limit used: ${endpoint}`, zh: (endpoint) => `已用频率限制：${endpoint}` },
  more: { en: (count: string) => `and ${count} more`, zh: (count) => `另有 ${count} 项` },
});

/** From this share on a limit is as good as used up. */
const tight = 0.95;

interface UsedRatesProps {
  /** The tightest first; undefined: they are not read yet. */
  readonly rates: readonly UsedRate[] | undefined;
  readonly most: number;
}

/** How much of what the platform allows each app uses now: limits count for an app and a company, whichever process calls. */
export function UsedRates({ rates, most }: UsedRatesProps) {
  const said = useTexts(texts);
  const format = useFormat();
  const more = (rates?.length ?? 0) - most;
  return (
    <Panel title={said.title} isFlush>
      {rates === undefined || rates.length === 0 ? (
        <p className={classes.none}>{rates === undefined ? '…' : said.none}</p>
      ) : (
        <table className={`${table.table} ${classes.table}`} aria-label={said.title}>
          <thead>
            <tr>
              <th scope="col" className={classes.app}>
                {said.app}
              </th>
              <th scope="col">{said.endpoint}</th>
              <th scope="col" className={classes.used}>
                {said.used}
              </th>
            </tr>
          </thead>
          <tbody>
            {rates.slice(0, most).map((rate) => (
              <Line key={`${rate.appId} ${rate.tenantKey} ${rate.endpoint}`} rate={rate} />
            ))}
          </tbody>
        </table>
      )}
      {more > 0 ? <p className={classes.none}>{said.more(format.number(more))}</p> : null}
    </Panel>
  );
}

function Line({ rate }: { readonly rate: UsedRate }) {
  const said = useTexts(texts);
  const format = useFormat();
  const { integrationId, integrationName, tenantKey, endpoint, lastMinute, limit, runs } = rate;
  const share = Math.min(1, lastMinute / limit);
  return (
    <tr>
      <td>
        <PlaceLink to={`/integrations/${integrationId}`}>{integrationName}</PlaceLink>
        {tenantKey === null ? null : <div className={classes.small}>{tenantKey}</div>}
      </td>
      <td>
        <code>
          <Breakable name={endpoint.replace('/open-apis/', '')} />
        </code>
        <div className={classes.runs}>
          {runs.slice(0, 3).map(({ runId, pipelineName }) => (
            <PlaceLink key={runId} to={`/runs/${runId}`}>
              {pipelineName}
            </PlaceLink>
          ))}
        </div>
      </td>
      <td className={classes.used}>
        <span className={classes.small}>{said.usedOf(format.number(lastMinute), format.number(limit))}</span>
        <Bar label={said.barOf(endpoint)} share={share} tone={share >= tight ? 'warn' : 'brand'} />
      </td>
    </tr>
  );
}
