import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { baseUrl } from '../data/client.ts';
import { fieldFaults } from '../data/field-faults.ts';
import { type Role, useCreateToken } from '../data/own-account.ts';
import { useSession } from '../data/session.ts';
import { common } from '../texts/common.ts';
import { useFormat } from '../texts/format.ts';
import { plural } from '../texts/plural.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { CodeBlock } from './code.tsx';
import { ErrorNotice } from './error-notice.tsx';
import { firstField } from './first-field.ts';
import { Notice } from './notice.tsx';
import { RoleField } from './role-field.tsx';
import { rolesUpTo } from './roles.ts';

const texts = defineTexts({
  title: { en: 'New API token', zh: '新建 API 令牌' },
  about: {
    en: 'A program that has it can do what its role lets it do, and never more than you.',
    zh: '持有令牌的程序可以执行其角色允许的操作，且不会超过你自己的权限。',
  },
  what: { en: 'What it is for, so that you know it again', zh: '写明用途，便于日后辨认' },
  ends: { en: 'Ends after', zh: '有效期' },
  days: { en: (days: number) => `${days} ${plural(days, 'day', 'days')}`, zh: (days) => `${days} 天` },
  create: { en: 'Create the token', zh: '创建令牌' },
  once: { en: 'Copy it now: it is shown only this once.', zh: '请立即复制：令牌仅显示这一次。' },
  repeated: {
    en: 'The token was made, but its text has been told before. Revoke it and make another one.',
    zh: '令牌已创建，但其内容此前已给出过。请撤销它并重新创建。',
  },
  token: { en: 'Token', zh: '令牌' },
  until: { en: (time: string) => `Good until ${time}.`, zh: (time) => `有效期至 ${time}。` },
  example: { en: 'For example', zh: '示例' },
  terminal: { en: 'Or with the command line', zh: '或使用命令行' },
});

const choices = [7, 30, 90, 366] as const;
const usualDays = 90;

/** Makes a token of one's own, and shows it this once. */
export function NewToken({ onClose }: { readonly onClose: () => void }) {
  const said = useTexts(texts);
  const creating = useCreateToken();
  return (
    <Modal opened onClose={onClose} title={said.title} closeOnClickOutside={creating.data === undefined}>
      {creating.data === undefined ? (
        <Form creating={creating} onClose={onClose} />
      ) : (
        <Made token={creating.data} onClose={onClose} />
      )}
    </Modal>
  );
}

interface FormProps {
  readonly creating: ReturnType<typeof useCreateToken>;
  readonly onClose: () => void;
}

function Form({ creating, onClose }: FormProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { role: own } = useSession();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [days, setDays] = useState<number>(usualDays);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    creating.mutate({ name: name.trim(), role, days });
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <p>{said.about}</p>
        <TextInput
          required
          {...firstField}
          withAsterisk={false}
          label={words.name}
          description={said.what}
          value={name}
          error={fieldFaults(creating.error).name}
          maxLength={100}
          autoComplete="off"
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <RoleField among={rolesUpTo(own)} value={role} onChange={setRole} />
        <Select
          label={said.ends}
          data={choices.map((each) => ({ value: String(each), label: said.days(each) }))}
          value={String(days)}
          allowDeselect={false}
          onChange={(chosen) => setDays(Number(chosen ?? days))}
        />
        {creating.error === null ? null : <ErrorNotice error={creating.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {words.cancel}
          </Button>
          <Button type="submit" loading={creating.isPending}>
            {said.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface MadeProps {
  readonly token: { readonly token: string | null; readonly expiresAt: string };
  readonly onClose: () => void;
}

function Made({ token: { token, expiresAt }, onClose }: MadeProps) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const format = useFormat();
  return (
    <Stack>
      {token === null ? (
        <Notice tone="warn">{said.repeated}</Notice>
      ) : (
        <>
          <p>
            {said.once} {said.until(format.dateTime(expiresAt))}
          </p>
          <CodeBlock label={said.token} text={token} />
          <h3>{said.example}</h3>
          <CodeBlock
            label={said.example}
            text={`export LARKSTREAM_TOKEN=…\ncurl -H "Authorization: Bearer $LARKSTREAM_TOKEN" ${baseUrl}/api/v1/me`}
          />
          <h3>{said.terminal}</h3>
          <CodeBlock
            label={said.terminal}
            text={`export LARKSTREAM_SERVER=${baseUrl}\nexport LARKSTREAM_TOKEN=…\nlarkstream pipelines`}
          />
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{words.close}</Button>
      </Group>
    </Stack>
  );
}
