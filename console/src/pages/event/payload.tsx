import { Button, SegmentedControl } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { type EventTrace, usePayload } from '../../data/events.ts';
import { useIntegration } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { CodeBlock } from '../../parts/code.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { JsonTree } from '../../parts/json-tree.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useTexts } from '../../texts/texts.ts';
import { curlOf } from './curl-of.ts';
import classes from './event.module.css';
import { texts } from './texts.ts';
import { payloadViews } from './views.ts';

const route = getRouteApi('/shell/events/$id');

/** What was pushed, for those who may read it. Reading stands in the audit, so it takes a click. */
export function Payload({ trace }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const mayRead = useMay('see-payloads');
  const [isWanted, setWanted] = useState(false);
  const { view = 'tree' } = route.useSearch();
  const change = useChangeSearch();
  const { data, error } = usePayload(trace.event.id, isWanted);
  const views = { tree: said.tree, json: said.json, headers: said.headers };
  const choose = (
    <SegmentedControl
      size="xs"
      aria-label={said.view}
      value={view}
      data={payloadViews.map((value) => ({ value, label: views[value] }))}
      onChange={(value) => change({ view: payloadViews.find((each) => each === value && each !== 'tree') })}
    />
  );
  const isShown = view === 'headers' || data !== undefined;
  return (
    <Panel title={said.payload} aside={choose}>
      <div className={classes.stack}>
        {error === null ? null : <ErrorNotice error={error} />}
        {view === 'headers' ? <Headers trace={trace} /> : null}
        {view === 'tree' && data !== undefined ? <JsonTree value={data.payload} /> : null}
        {view === 'json' && data !== undefined ? (
          <CodeBlock label={said.payload} text={JSON.stringify(data.payload, undefined, 2)} />
        ) : null}
        {isShown || mayRead ? null : <p className={classes.faint}>{said.payloadHidden}</p>}
        {isShown || !mayRead ? null : (
          <div className={classes.line}>
            <Button variant="default" loading={isWanted && error === null} onClick={() => setWanted(true)}>
              {said.showPayload}
            </Button>
            <span className={classes.faint}>{said.audited}</span>
          </div>
        )}
        {data === undefined ? null : <CopyCurl trace={trace} payload={data.payload} />}
      </div>
    </Panel>
  );
}

/** As an envelope of version 2.0 has them; those of HTTP are not kept. */
function Headers({ trace: { event } }: { readonly trace: EventTrace }) {
  const said = useTexts(texts);
  const { eventId, type, appId, tenantKey, createdAt } = event;
  const header = {
    event_id: eventId,
    event_type: type,
    create_time: String(Date.parse(createdAt)),
    tenant_key: tenantKey ?? '',
    app_id: appId,
  };
  return (
    <>
      <CodeBlock label={said.headers} text={JSON.stringify(header, undefined, 2)} />
      <p className={classes.faint}>{said.headersAbout}</p>
    </>
  );
}

interface CopyCurlProps {
  readonly trace: EventTrace;
  readonly payload: Parameters<typeof curlOf>[0]['payload'];
}

/** The same event again, pushed by a simulated tenant. */
function CopyCurl({ trace: { event, integrations }, payload }: CopyCurlProps) {
  const said = useTexts(texts);
  const { data, isLoading } = useIntegration(integrations[0]?.id);
  return (
    <div className={classes.line}>
      <CopyButton
        label={said.copyCurl}
        text={curlOf({ event, payload, host: data?.baseUrl ?? undefined })}
        isPending={isLoading}
      />
      <span className={classes.faint}>{said.curlAbout}</span>
    </div>
  );
}
