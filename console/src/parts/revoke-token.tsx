import type { Token } from '../data/own-account.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { Confirm } from './confirm.tsx';
import { tellDone } from './tell.tsx';

const texts = defineTexts({
  title: { en: (name: string) => `Revoke “${name}”?`, zh: (name) => `撤销“${name}”？` },
  what: {
    en: 'Whatever uses it is refused from now on. It cannot be given back.',
    zh: '使用该令牌的程序将立即被拒绝，且无法恢复。',
  },
  button: { en: 'Revoke the token', zh: '撤销令牌' },
  revoked: { en: (name: string) => `“${name}” is revoked`, zh: (name) => `“${name}”已撤销` },
});

interface RevokeTokenProps {
  /** Nothing is asked where there is none. */
  readonly token: Token | undefined;
  readonly onRevoke: (id: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks before a token is revoked, one's own or that of somebody else. */
export function RevokeToken({ token, onRevoke, onClose }: RevokeTokenProps) {
  const said = useTexts(texts);
  if (token === undefined) return null;
  const { id, name } = token;
  const revoke = async (): Promise<void> => {
    await onRevoke(id);
    tellDone(said.revoked(name));
  };
  return (
    <Confirm isOpen title={said.title(name)} button={said.button} onConfirm={revoke} onClose={onClose}>
      {said.what}
    </Confirm>
  );
}
