import { Menu } from '@mantine/core';
import { useNow } from '../data/now.ts';
import type { Token } from '../data/own-account.ts';
import { common } from '../texts/common.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { roleTexts } from './roles.ts';
import { RowMenu } from './row-menu.tsx';
import { Tag } from './state-sign.tsx';
import type { Column } from './table.tsx';
import { Time } from './time.tsx';

const texts = defineTexts({
  made: { en: 'Created', zh: '创建时间' },
  ends: { en: 'Ends', zh: '到期时间' },
  used: { en: 'Last used', zh: '最近使用' },
  ended: { en: 'Ended', zh: '已过期' },
  revoke: { en: 'Revoke…', zh: '撤销…' },
  soon: { en: 'Ends soon', zh: '即将到期' },
});

const soonMs = 7 * 86_400_000;

/** What is told of tokens in each list of them, and the way to end one. */
export function useTokenColumns(onRevoke: (token: Token) => void): readonly Column<Token>[] {
  const said = useTexts(texts);
  const words = useTexts(common);
  const roles = useTexts(roleTexts);
  return [
    { key: 'name', title: words.name, cell: ({ name }) => name },
    { key: 'role', title: roles.role, cell: ({ role }) => roles[role] },
    { key: 'used', title: said.used, cell: ({ usedAt }) => <Time at={usedAt} /> },
    { key: 'made', title: said.made, from: 'middle', cell: ({ createdAt }) => <Time at={createdAt} /> },
    { key: 'ends', title: said.ends, cell: ({ expiresAt }) => <End at={expiresAt} /> },
    { key: 'menu', title: words.actions, width: 60, cell: (token) => <Revoke token={token} onRevoke={onRevoke} /> },
  ];
}

function Revoke({ token, onRevoke }: { readonly token: Token; readonly onRevoke: (token: Token) => void }) {
  const said = useTexts(texts);
  return (
    <RowMenu name={token.name}>
      <Menu.Item onClick={() => onRevoke(token)}>{said.revoke}</Menu.Item>
    </RowMenu>
  );
}

function End({ at }: { readonly at: string }) {
  const said = useTexts(texts);
  const left = Date.parse(at) - useNow();
  return (
    <>
      <Time at={at} />{' '}
      {left <= 0 ? <Tag tone="bad">{said.ended}</Tag> : left < soonMs ? <Tag tone="warn">{said.soon}</Tag> : null}
    </>
  );
}
