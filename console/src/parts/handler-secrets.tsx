import type { Handler, HandlerKind } from '../data/handlers.ts';
import type { Settings } from '../data/setting-fields.ts';
import { textsAt } from '../data/setting-fields.ts';
import { defineTexts, useTexts } from '../texts/texts.ts';
import { SecretField } from './secret-field.tsx';

const texts = defineTexts({
  apiKey: { en: 'API key', zh: 'API 密钥' },
  apiKeyAbout: {
    en: 'Sealed, and never shown again. Empty where none is asked for.',
    zh: '加密保存，不再显示；接口不需要时留空。',
  },
  header: { en: (name: string) => `Value of the header ${name}`, zh: (name) => `请求头 ${name} 的值` },
  password: { en: 'Password', zh: '密码' },
  token: { en: 'Token', zh: '令牌' },
  credentials: { en: 'Credentials (the .creds file)', zh: '凭证（.creds 文件内容）' },
  variable: { en: (name: string) => `Value of ${name}`, zh: (name) => `变量 ${name} 的值` },
});

/** By their names; what is not there stays as it is. */
export type GivenSecrets = Readonly<Record<string, string>>;

/** Names of the secrets that a handler with these settings has, without the key of signatures, which is made and not typed. */
export function secretNamesOf(kind: HandlerKind, settings: Settings): readonly string[] {
  switch (kind) {
    case 'http':
      return textsAt(settings, 'headers').map((name) => `header.${name}`);
    case 'openai':
      return ['api_key'];
    case 'command':
      return textsAt(settings, 'environment').map((name) => `env.${name}`);
    case 'nats':
      return ['password', 'token', 'credentials'].filter((name) => name === settings.auth);
    case 'kafka':
      return (settings.sasl ?? 'none') === 'none' ? [] : ['password'];
    case 'function':
      return [];
  }
}

interface HandlerSecretsProps {
  readonly names: readonly string[];
  readonly kept: Handler['secrets'];
  readonly value: GivenSecrets;
  /** Another host: what is kept is sent nowhere else. */
  readonly isSentElsewhere?: boolean;
  readonly onChange: (value: GivenSecrets) => void;
}

/** A field for each secret of a handler. */
export function HandlerSecrets({ names, kept, value, isSentElsewhere = false, onChange }: HandlerSecretsProps) {
  const said = useTexts(texts);
  const labelOf = (name: string): string => {
    const [, of = ''] = name.split(/\.(.*)/s);
    if (name === 'password' || name === 'token' || name === 'credentials') return said[name];
    return name === 'api_key' ? said.apiKey : name.startsWith('header.') ? said.header(of) : said.variable(of);
  };
  return names.map((name) => (
    <SecretField
      key={name}
      label={labelOf(name)}
      description={name === 'api_key' ? said.apiKeyAbout : undefined}
      setAt={kept[name]?.updatedAt}
      value={value[name]}
      isRequired={name !== 'api_key' && kept[name] === undefined}
      isSentElsewhere={isSentElsewhere}
      onChange={(next) => {
        const { [name]: _, ...others } = value;
        onChange(next === undefined || next === '' ? others : { ...others, [name]: next });
      }}
    />
  ));
}
