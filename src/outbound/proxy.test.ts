import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LarkstreamError } from '../model/errors.ts';
import { type Environment, proxyFor } from './proxy.ts';

const secure = 'https://open.feishu.cn';
const proxy = 'http://proxy.corp:3128';

function labelOf(target: string, environment: Environment): string | undefined {
  return proxyFor(target, environment)?.label;
}

function refusalOf(environment: Environment, target = secure): LarkstreamError {
  try {
    proxyFor(target, environment);
  } catch (thrown) {
    if (thrown instanceof LarkstreamError) return thrown;
  }
  return expect.unreachable('It was taken for a proxy');
}

describe('which variable counts', () => {
  test.each<[target: string, environment: Environment, expected: string | undefined]>([
    [secure, {}, undefined],
    [secure, { HTTPS_PROXY: proxy }, 'proxy.corp:3128'],
    [secure, { https_proxy: proxy, HTTPS_PROXY: 'http://other:1' }, 'proxy.corp:3128'],
    [secure, { https_proxy: ' ', HTTPS_PROXY: proxy }, 'proxy.corp:3128'],
    [secure, { HTTP_PROXY: proxy }, 'proxy.corp:3128'],
    [secure, { ALL_PROXY: proxy }, 'proxy.corp:3128'],
    ['http://open.corp', { HTTPS_PROXY: proxy }, undefined],
    ['http://open.corp', { http_proxy: proxy }, 'proxy.corp:3128'],
    ['wss://msg-frontier.feishu.cn/ws/v2?x=1', { HTTPS_PROXY: proxy }, 'proxy.corp:3128'],
    ['ws://frontier.corp/ws', { HTTP_PROXY: proxy }, 'proxy.corp:3128'],
    ['http://127.0.0.1:9000', { HTTP_PROXY: proxy }, undefined],
    ['http://[::1]:9000', { HTTP_PROXY: proxy }, undefined],
    ['https://localhost', { HTTPS_PROXY: 'no use at all' }, undefined],
  ])('%s with %j: %s', (target, environment, expected) => {
    expect(labelOf(target, environment)).toBe(expected);
  });

  test.each([
    ['proxy.corp:3128', 'http://proxy.corp:3128/'],
    ['proxy.corp', 'http://proxy.corp/'],
    ['user:p%40ss@proxy.corp:3128', 'http://user:p%40ss@proxy.corp:3128/'],
    ['https://proxy.corp', 'https://proxy.corp/'],
    ['  http://10.0.0.1:8080/ ', 'http://10.0.0.1:8080/'],
    ['http://[2001:db8::1]:8080', 'http://[2001:db8::1]:8080/'],
  ])('%s is understood', (value, expected) => {
    expect(proxyFor(secure, { HTTPS_PROXY: value })?.url.reveal()).toBe(expected);
  });
});

describe('NO_PROXY', () => {
  test.each<[list: string, target: string, isExcepted: boolean]>([
    ['*', secure, true],
    ['open.feishu.cn', secure, true],
    ['feishu.cn', secure, true],
    ['.feishu.cn', secure, true],
    ['*.feishu.cn', secure, true],
    ['FEISHU.CN', secure, true],
    ['eishu.cn', secure, false],
    ['localhost, open.larksuite.com', secure, false],
    ['a b,feishu.cn', secure, true],
    ['open.feishu.cn:443', secure, true],
    ['open.feishu.cn:8443', secure, false],
    ['open.feishu.cn:8443', 'https://open.feishu.cn:8443', true],
    ['10.0.0.0/8', 'https://10.1.2.3', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.1.2.3', 'https://10.1.2.3:8443', true],
    ['2001:db8::/32', 'https://[2001:db8::5]', true],
    ['[2001:db8::5]:8443', 'https://[2001:db8::5]', false],
    ['10.0.0.0/99', 'https://10.1.2.3', false],
    ['', secure, false],
  ])('%j and %s', (list, target, isExcepted) => {
    for (const name of ['no_proxy', 'NO_PROXY']) {
      expect(labelOf(target, { HTTPS_PROXY: proxy, [name]: list }) === undefined).toBe(isExcepted);
    }
  });
});

describe('a proxy that is none', () => {
  test.each([
    'http://',
    '://x',
    'http://proxy.corp:99999',
    'socks5://user:hidden-7@proxy.corp:1080',
    'http://user:hidden-7/x@proxy.corp:3128',
    'http://user:12#hidden-7@proxy.corp:3128',
    'http://user:12?hidden-7@proxy.corp:3128',
    'http://user:hidden-7%zz@proxy.corp:3128',
    'http://user:hidden-7%0d%0aX@proxy.corp:3128',
    'http://hidden-7@proxy.corp/path',
    'ftp://hidden-7@proxy.corp',
  ])('%j is named by its variable, and nothing of it is shown', (value) => {
    for (const variable of ['HTTPS_PROXY', 'https_proxy', 'all_proxy']) {
      const error = refusalOf({ [variable]: value });
      expect(error).toMatchObject({ code: 'network.proxy.invalid', family: 'config' });
      expect(error.message).toContain(variable);
      expect(error.texts.message.zh).toContain(variable);
      expect(JSON.stringify({ ...error, message: error.message })).not.toContain('hidden-7');
    }
  });

  test('for any password, it is never in the label of a proxy', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 20 }), (password) => {
        const value = `http://user:${password}@proxy.corp:3128`;
        try {
          expect(proxyFor(secure, { HTTPS_PROXY: value })?.label).toBe('proxy.corp:3128');
        } catch (thrown) {
          if (!(thrown instanceof LarkstreamError)) throw thrown;
          expect(thrown.code).toBe('network.proxy.invalid');
        }
      }),
    );
  });
});
