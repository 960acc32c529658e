import { Button, Group, Stack } from '@mantine/core';
import { CodeBlock } from '../../parts/code.tsx';
import { Notice } from '../../parts/notice.tsx';
import { common } from '../../texts/common.ts';
import { useFormat } from '../../texts/format.ts';
import { useTexts } from '../../texts/texts.ts';
import { accountTexts } from './account-texts.ts';

interface MadeLinkProps {
  readonly made: {
    readonly account: { readonly name: string };
    readonly link: string | null;
    readonly linkExpiresAt: string;
  };
  readonly onClose: () => void;
}

/** The link that sets a password, this once. */
export function MadeLink({ made: { account, link, linkExpiresAt }, onClose }: MadeLinkProps) {
  const said = useTexts(accountTexts);
  const words = useTexts(common);
  const format = useFormat();
  return (
    <Stack>
      {link === null ? (
        <Notice tone="warn">{said.linkTold}</Notice>
      ) : (
        <>
          <p>{said.linkOnce(account.name, format.dateTime(linkExpiresAt))}</p>
          <CodeBlock label={said.link} text={link} />
        </>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>{words.close}</Button>
      </Group>
    </Stack>
  );
}
