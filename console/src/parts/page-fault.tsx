import type { ReactNode } from 'react';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { ErrorNotice } from './error-notice.tsx';
import { PageHeader } from './page-header.tsx';

const texts = defineTexts({ title: { en: 'This page cannot be shown', zh: '无法显示此页面' } });

/** Instead of a page: its heading, which is read out first, and what went wrong. */
export function PageFault({ error, actions }: { readonly error: unknown; readonly actions?: ReactNode }) {
  return (
    <>
      <PageHeader title={useTexts(texts).title} />
      <ErrorNotice error={error} actions={actions} />
    </>
  );
}
