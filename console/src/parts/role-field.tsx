import { Radio, Stack } from '@mantine/core';
import type { Role } from '../data/own-account.ts';
import { useTexts } from '../texts/texts.ts';
import { roleTexts } from './roles.ts';

interface RoleFieldProps {
  /** Those that may be chosen. */
  readonly among: readonly Role[];
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

/** A role, with what it lets somebody do. */
export function RoleField({ among, value, onChange }: RoleFieldProps) {
  const words = useTexts(roleTexts);
  const hints = { viewer: words.viewerHint, operator: words.operatorHint, admin: words.adminHint };
  return (
    <Radio.Group
      label={words.role}
      value={value}
      onChange={(chosen) => onChange(among.find((each) => each === chosen) ?? value)}
    >
      <Stack mt={4}>
        {among.map((each) => (
          <Radio key={each} value={each} label={words[each]} description={hints[each]} />
        ))}
      </Stack>
    </Radio.Group>
  );
}
