import { Menu } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { choosePreferences } from '../../data/own-preferences.ts';
import { usePreferences } from '../../data/preferences.ts';
import { signOut, useSession } from '../../data/session.ts';
import { Icon } from '../../parts/icon.tsx';
import { roleTexts } from '../../parts/roles.ts';
import { common } from '../../texts/common.ts';
import { defineTexts, useTexts } from '../../texts/texts.ts';
import classes from './shell.module.css';

const texts = defineTexts({
  account: { en: (name: string) => `Account of ${name}`, zh: (name) => `${name} 的账号` },
  mine: { en: 'My account', zh: '我的账号' },
  light: { en: 'Light', zh: '浅色' },
  dark: { en: 'Dark', zh: '深色' },
  auto: { en: 'As the system', zh: '跟随系统' },
  browser: { en: 'As the browser', zh: '跟随浏览器' },
  zone: { en: 'Time zone', zh: '时区' },
  local: { en: (zone: string) => `Of the browser: ${zone}`, zh: (zone) => `浏览器时区：${zone}` },
  shortcuts: { en: 'Keyboard shortcuts', zh: '键盘快捷键' },
});

const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Who is signed in, how they want the console to be, and the way out. */
export function AccountMenu({ onHelp }: { readonly onHelp: () => void }) {
  const said = useTexts(texts);
  const words = useTexts(common);
  const roles = useTexts(roleTexts);
  const { account, role } = useSession();
  const navigate = useNavigate();
  const leave = async (): Promise<void> => {
    await signOut();
    await navigate({ to: '/login', search: {} });
  };
  return (
    <Menu position="bottom-end" width={240} closeOnItemClick={false}>
      <Menu.Target>
        <button type="button" className={classes.avatar} aria-label={said.account(account.name)}>
          {initials(account.name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {account.name} · {roles[role]}
        </Menu.Label>
        <Menu.Item closeMenuOnClick onClick={() => void navigate({ to: '/account' })}>
          {said.mine}
        </Menu.Item>
        <LanguageItems />
        <ThemeItems />
        <ZoneItems />
        <Menu.Divider />
        <Menu.Item closeMenuOnClick onClick={onHelp} rightSection={<kbd>?</kbd>}>
          {said.shortcuts}
        </Menu.Item>
        <Menu.Item closeMenuOnClick onClick={() => void leave()}>
          {words.signOut}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** The first letters of a name; of a Chinese one the first sign. */
function initials(name: string): string {
  const [first = '', second = ''] = name.trim().split(/\s+/);
  const [one = ''] = first;
  const [other = ''] = second;
  return /\p{Script=Han}/u.test(one) ? one : (one + other).toUpperCase();
}

function Choice({ isOn, text, lang, onChoose }: { isOn: boolean; text: string; lang?: string; onChoose: () => void }) {
  return (
    <Menu.Item
      role="menuitemradio"
      aria-checked={isOn}
      lang={lang}
      leftSection={isOn ? <Icon name="tick" /> : <span style={{ width: 16 }} />}
      onClick={onChoose}
    >
      {text}
    </Menu.Item>
  );
}

function LanguageItems() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { language } = usePreferences();
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{words.language}</Menu.Label>
      <Choice isOn={language === 'auto'} text={said.browser} onChoose={() => choosePreferences({ language: 'auto' })} />
      <Choice
        isOn={language === 'en'}
        text="English"
        lang="en"
        onChoose={() => choosePreferences({ language: 'en' })}
      />
      <Choice
        isOn={language === 'zh'}
        text="简体中文"
        lang="zh-CN"
        onChoose={() => choosePreferences({ language: 'zh' })}
      />
    </>
  );
}

function ThemeItems() {
  const said = useTexts(texts);
  const words = useTexts(common);
  const { theme } = usePreferences();
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{words.theme}</Menu.Label>
      {(['auto', 'light', 'dark'] as const).map((each) => (
        <Choice
          key={each}
          isOn={theme === each}
          text={said[each]}
          onChoose={() => choosePreferences({ theme: each })}
        />
      ))}
    </>
  );
}

function ZoneItems() {
  const said = useTexts(texts);
  const { timeZone } = usePreferences();
  const zones = [...new Set(['UTC', 'Asia/Shanghai', ...(timeZone === undefined ? [] : [timeZone])])];
  return (
    <>
      <Menu.Divider />
      <Menu.Label>{said.zone}</Menu.Label>
      <Choice
        isOn={timeZone === undefined}
        text={said.local(ownZone)}
        onChoose={() => choosePreferences({ timeZone: undefined })}
      />
      {zones.map((zone) => (
        <Choice
          key={zone}
          isOn={timeZone === zone}
          text={zone}
          onChoose={() => choosePreferences({ timeZone: zone })}
        />
      ))}
    </>
  );
}
