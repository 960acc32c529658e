import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type Account, useChangeAccount } from '../../data/accounts.ts';
import { useSession } from '../../data/session.ts';
import { RowMenu } from '../../parts/row-menu.tsx';
import { tellHow } from '../../parts/tell.tsx';
import { useTexts } from '../../texts/texts.ts';
import type { AskedOfAccount } from './account-dialogs.tsx';
import { accountTexts } from './account-texts.ts';

interface AccountMenuProps {
  readonly account: Account;
  readonly onAsk: (what: AskedOfAccount['what']) => void;
}

/** What may be done with an account. Nobody locks or deletes themselves by a slip: that is left out of their own. */
export function AccountMenu({ account, onAsk }: AccountMenuProps) {
  const said = useTexts(accountTexts);
  const { account: own } = useSession();
  const navigate = useNavigate();
  const changing = useChangeAccount();
  const { id, name, issuer, disabledAt } = account;
  const unlock = (): void => void tellHow(changing.mutateAsync({ account, isDisabled: false }), said.unlocked(name));
  const isOther = id !== own.id;
  return (
    <RowMenu name={name}>
      <Menu.Item onClick={() => onAsk('role')}>{said.changeRole}</Menu.Item>
      {issuer === null ? <Menu.Item onClick={() => onAsk('reset')}>{said.reset}</Menu.Item> : null}
      <Menu.Item onClick={() => void navigate({ to: '/settings', search: { tab: 'tokens', account: id } })}>
        {said.tokens}
      </Menu.Item>
      <Menu.Item onClick={() => void navigate({ to: '/audit', search: { actor: id } })}>{said.history}</Menu.Item>
      {isOther && disabledAt === null ? <Menu.Item onClick={() => onAsk('lock')}>{said.lock}</Menu.Item> : null}
      {disabledAt === null ? null : <Menu.Item onClick={unlock}>{said.unlock}</Menu.Item>}
      {isOther ? (
        <Menu.Item color="red" onClick={() => onAsk('delete')}>
          {said.delete}
        </Menu.Item>
      ) : null}
    </RowMenu>
  );
}
