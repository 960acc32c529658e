import { Button } from '@mantine/core';
import { useState } from 'react';
import { type Integration, type Receiver, useReceiver, useSteerReceiver } from '../../data/integrations.ts';
import { useChangeSearch } from '../../data/search.ts';
import { useMay } from '../../data/session.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { type Fact, Facts } from '../../parts/facts.tsx';
import { integrationTexts, ReceiverPill } from '../../parts/integration-signs.tsx';
import { Notice } from '../../parts/notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import stack from '../../parts/stack.module.css';
import { tellHow } from '../../parts/tell.tsx';
import { Time } from '../../parts/time.tsx';
import { useFormat } from '../../texts/format.ts';
import { useLanguage, useTexts } from '../../texts/texts.ts';
import classes from './integration.module.css';
import { texts } from './texts.ts';

/** How its events come, and what may be done with it. */
export function ConnectionPanel({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const { data, error } = useReceiver(integration.id);
  return (
    <div className={stack.column}>
      {error === null ? null : <ErrorNotice error={error} />}
      <Trouble receiver={data} />
      <Panel title={said.connection} aside={<Steers integration={integration} />}>
        <Facts facts={useFacts(integration, data)} />
      </Panel>
    </div>
  );
}

/** What the connection itself complains of. */
function Trouble({ receiver }: { readonly receiver: Receiver | undefined }) {
  const language = useLanguage();
  const failing = receiver?.ways.filter(({ state }) => state === 'failed' || state === 'reconnecting') ?? [];
  return failing.map(({ mode, state, lastError }) =>
    lastError === null ? null : (
      <Notice key={mode} tone={state === 'failed' ? 'bad' : 'warn'}>
        {lastError[language]}
      </Notice>
    ),
  );
}

function useFacts(integration: Integration, receiver: Receiver | undefined): readonly Fact[] {
  const said = useTexts(texts);
  const words = useTexts(integrationTexts);
  const format = useFormat();
  const { mode, modeBefore, webhookUrl, kind } = integration;
  const state = receiver?.state ?? (integration.disconnectedAt === null ? 'waiting' : 'disconnected');
  const isWebhook = mode === 'webhook' || modeBefore === 'webhook';
  const way = receiver?.ways.find((one) => one.mode === mode);
  const facts: readonly (Fact | undefined)[] = [
    {
      name: said.mode,
      value: (
        <span className={classes.pair}>
          {words[mode]}
          {modeBefore === null ? null : <span className={classes.note}>{said.alsoBefore(words[modeBefore])}</span>}
          {kind === 'store_app' ? null : <ChangeMode />}
        </span>
      ),
    },
    { name: said.state, value: <ReceiverPill state={mode === 'none' ? 'none' : state} /> },
    isWebhook ? { name: said.webhookUrl, value: <WebhookUrl url={webhookUrl} /> } : undefined,
    { name: said.bot, value: receiver?.bot ?? integration.test?.bot?.name ?? '–' },
    mode === 'none' ? undefined : { name: said.lastEvent, value: <Time at={receiver?.lastEventAt ?? null} /> },
    receiver?.lagMs == null ? undefined : { name: said.lag, value: format.duration(receiver.lagMs) },
    kind === 'store_app' ? { name: said.ticket, value: <Ticket at={receiver?.ticketAt ?? null} /> } : undefined,
    way === undefined ? undefined : { name: said.owner, value: <code>{way.owner}</code> },
    way?.lastConnectedAt == null ? undefined : { name: said.lastConnected, value: <Time at={way.lastConnectedAt} /> },
    way === undefined || way.reconnects === 0
      ? undefined
      : { name: said.reconnects, value: format.number(way.reconnects) },
    way?.lastErrorAt == null ? undefined : { name: said.lastError, value: <LastError way={way} /> },
    ...refusals(way, said.refused, format.number),
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** The platform sends one every hour; an old one opens an alert. */
function Ticket({ at }: { readonly at: string | null }) {
  const said = useTexts(texts);
  return at === null ? said.noTicket : <Time at={at} isAge />;
}

function ChangeMode() {
  const said = useTexts(texts);
  const mayChange = useMay('change');
  const change = useChangeSearch();
  return mayChange ? (
    <Button size="compact-sm" variant="subtle" onClick={() => change({ tab: 'settings' })}>
      {said.changeMode}
    </Button>
  ) : null;
}

type Way = Receiver['ways'][number];

function refusals(way: Way | undefined, name: (why: string) => string, number: (count: number) => string): Fact[] {
  return Object.entries(way?.refusals ?? {})
    .filter(([, count]) => count > 0)
    .map(([why, count]) => ({ name: name(why), value: number(count) }));
}

function LastError({ way }: { readonly way: Way }) {
  const language = useLanguage();
  return (
    <span className={classes.pair}>
      <Time at={way.lastErrorAt} />
      {way.lastError?.[language]}
    </span>
  );
}

function WebhookUrl({ url }: { readonly url: string }) {
  return (
    <span className={classes.pair}>
      <code>{url}</code>
      <CopyButton size="compact-sm" text={url} />
    </span>
  );
}

function Steers({ integration }: { readonly integration: Integration }) {
  const said = useTexts(texts);
  const mayPause = useMay('pause');
  const steering = useSteerReceiver();
  const [isAsking, setAsking] = useState(false);
  const { id, name, mode, disconnectedAt } = integration;
  if (!mayPause || mode === 'none') return null;
  const steer = (to: 'refresh' | 'reconnect'): void =>
    void tellHow(steering.mutateAsync({ id, steer: to }), to === 'refresh' ? said.refreshed : said.reconnected);
  if (disconnectedAt !== null) {
    return (
      <Button size="compact-sm" loading={steering.isPending} onClick={() => steer('reconnect')}>
        {said.reconnect}
      </Button>
    );
  }
  return (
    <>
      <Button size="compact-sm" variant="default" loading={steering.isPending} onClick={() => steer('refresh')}>
        {said.refresh}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
        {said.disconnect}
      </Button>
      <Confirm
        isOpen={isAsking}
        title={said.disconnectTitle(name)}
        button={said.disconnectButton}
        onConfirm={() => steering.mutateAsync({ id, steer: 'disconnect' })}
        onClose={() => setAsking(false)}
      >
        {said.disconnectWhat}
      </Confirm>
    </>
  );
}
