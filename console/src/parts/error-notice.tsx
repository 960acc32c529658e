import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiError } from '../../../src/client/api-error.ts';
import { baseUrl } from '../data/client.ts';
import { defineTexts, useLanguage, useTexts } from '../texts/texts.ts';
import { CopyButton } from './copy-button.tsx';
import { Marked } from './marked.tsx';
import { type MissingScopes, missingScopes } from './missing-scopes.ts';
import classes from './notice.module.css';
import { Notice } from './notice.tsx';
import { OutsideLink } from './outside-link.tsx';

const texts = defineTexts({
  support: { en: 'Copy for support', zh: '复制诊断信息' },
  request: { en: (id: string) => `Request ${id}`, zh: (id) => `请求 ${id}` },
  fields: { en: 'Correct what is named here, and try again.', zh: '请更正此处列出的内容，然后重试。' },
  gone: {
    en: 'It may have been deleted, perhaps in another window. Choose it anew from the list.',
    zh: '它可能已被删除（例如在另一个窗口中）。请从列表中重新选择。',
  },
  state: { en: 'Do first what is said here, then try again.', zh: '请先处理此处所述的情况，然后重试。' },
  newer: { en: 'Load the newer one', zh: '加载最新内容' },
  changed: {
    en: 'Load the newer one and repeat the change. What you typed here is not kept.',
    zh: '请加载最新内容，然后重新修改。此处未保存的内容不会保留。',
  },
  fault: { en: 'The page met a fault of its own.', zh: '页面自身出现故障。' },
  lacks: {
    en: (count: number) => `The app lacks a scope${count === 1 ? '' : '; one of these is enough'}`,
    zh: (count) => `应用缺少权限${count === 1 ? '' : '，开通以下任意一项即可'}`,
  },
  grant: {
    en: 'Add it in the developer console, and publish a version of the app: until then nothing changes.',
    zh: '请在开发者后台开通，并发布应用版本，之后才会生效。',
  },
  open: { en: 'Open in the developer console', zh: '打开开发者后台' },
  reload: {
    en: 'Load the page again. If it stays, send what “Copy for support” gives to those who look after the service.',
    zh: '请重新加载页面。若仍出现，请将“复制诊断信息”的内容发给维护服务的人员。',
  },
});

type Said = Readonly<Record<'fault' | 'reload' | 'fields' | 'gone' | 'changed' | 'state', string>>;

/** An error as the pages tell it: of the API, or of a run. */
export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly cure: string;
  readonly requestId?: string | undefined;
}

interface ErrorNoticeProps {
  readonly error: unknown;
  /** The cure's own button first. */
  readonly actions?: ReactNode;
}

/** What went wrong, why, what to do, and what to send to those who help. Nothing in it is secret: the service leaves secrets out of its errors. */
export function ErrorNotice({ error, actions }: ErrorNoticeProps) {
  const said = useTexts(texts);
  const language = useLanguage();
  const { code, message, cure, requestId } = told(error, said);
  const missing = missingScopes(error);
  const report = JSON.stringify({
    code,
    message,
    cure,
    requestId,
    page: location.pathname,
    at: new Date().toISOString(),
  });
  return (
    <Notice
      tone="bad"
      actions={
        <>
          {code === 'api.version.changed' ? (
            <Button size="compact-sm" variant="default" onClick={() => location.reload()}>
              {said.newer}
            </Button>
          ) : null}
          {actions}
          {missing?.url === undefined ? null : <OutsideLink to={missing.url}>{said.open}</OutsideLink>}
          <CopyButton size="compact-sm" text={report} label={said.support} />
        </>
      }
    >
      {missing === undefined ? (
        <>
          <strong>
            <Marked text={message} />
          </strong>
          <div>
            <Marked text={cure} />
          </div>
        </>
      ) : (
        <Lacking missing={missing} />
      )}
      <div className={classes.small}>
        <a className={classes.code} href={`${baseUrl}/errors?lang=${language}#${code.replaceAll('.', '-')}`}>
          {code}
        </a>
        {requestId === undefined ? null : ` · ${said.request(requestId)}`}
      </div>
    </Notice>
  );
}

/** What the platform says of it is long, and in two languages at once: the names are what counts. */
function Lacking({ missing: { scopes } }: { readonly missing: MissingScopes }) {
  const said = useTexts(texts);
  return (
    <>
      <strong>{said.lacks(scopes.length)}</strong>
      <ul>
        {scopes.map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
      <div>{said.grant}</div>
    </>
  );
}

function told(error: unknown, said: Said): ToldError {
  if (error instanceof ApiError) {
    const { code, message, requestId } = error;
    return { code, message, cure: cureHere(error, said), requestId };
  }
  if (isTold(error)) return error;
  return { code: 'console.fault', message: said.fault, cure: said.reload };
}

/** Some cures are for programs: they speak of the answer, or of ids. */
function cureHere({ code, cure }: ApiError, said: Said): string {
  if (code === 'api.input.invalid') return said.fields;
  if (code === 'api.version.changed') return said.changed;
  if (code === 'api.state.wrong') return said.state;
  return code === 'api.not.found' ? said.gone : cure;
}

function isTold(error: unknown): error is ToldError {
  return (
    typeof error === 'object' &&
    error !== null &&
    !(error instanceof Error) &&
    'code' in error &&
    'cure' in error &&
    'message' in error
  );
}
