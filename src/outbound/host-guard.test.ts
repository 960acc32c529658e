import { describe, expect, test } from 'vitest';
import { createHostGuard } from './host-guard.ts';

const names: Readonly<Record<string, readonly string[]>> = {
  'db.example.com': ['192.0.2.7', '2001:db8::7'],
  'inside.example.com': ['10.1.2.3'],
  'both.example.com': ['192.0.2.7', '10.1.2.3'],
  'link.example.com': ['169.254.169.254'],
};
const lookUp = async (name: string): Promise<readonly string[]> => {
  const found = names[name];
  if (found === undefined) throw new Error('ENOTFOUND');
  return found;
};
const outside = createHostGuard({ allowsPrivate: false, lookUp });
const anywhere = createHostGuard({ allowsPrivate: true, lookUp });

const refused = {
  code: 'serve.host.refused',
  message: 'The service does not connect to this host: it has no address, or one that is not allowed',
};

describe('hosts that the service may connect to', () => {
  test.each([
    ['db.example.com', '192.0.2.7'],
    ['203.0.113.5', '203.0.113.5'],
    ['2001:db8::5', '2001:db8::5'],
    ['::ffff:203.0.113.5', '203.0.113.5'],
  ])('%s is connected to at %s', async (host, address) => {
    expect(await outside.resolve(host)).toBe(address);
  });

  test.each([
    ['inside.example.com', '10.1.2.3'],
    ['both.example.com', '192.0.2.7'],
    ['127.0.0.1', '127.0.0.1'],
    ['::1', '::1'],
    ['::ffff:7f00:1', '127.0.0.1'],
    ['192.168.1.1', '192.168.1.1'],
    ['100.64.0.1', '100.64.0.1'],
    ['fd12::1', 'fd12::1'],
    ['64:ff9b::7f00:1', '64:ff9b::7f00:1'],
    ['2002:7f00:1::', '2002:7f00:1::'],
    ['::7f00:1', '::7f00:1'],
    ['fec0::1', 'fec0::1'],
    ['100::1', '100::1'],
    ['192.88.99.1', '192.88.99.1'],
  ])('%s only where the operator allows it', async (host, address) => {
    await expect(outside.resolve(host)).rejects.toMatchObject(refused);
    expect(await anywhere.resolve(host)).toBe(address);
  });

  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    'link.example.com',
    '100.100.100.200',
    'fd00:ec2::254',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b::169.254.1.1',
    '2002:a9fe:a9fe::',
    '2002:a9fe:1::5',
    '64:ff9b::6464:64c8',
    'fe80::1%eth0',
    '0.0.0.0',
    '::',
    '224.0.0.1',
    '255.255.255.255',
    'ff02::1',
    'nowhere.example.com',
    '',
  ])('%j never, and always in the same words', async (host) => {
    await expect(outside.resolve(host)).rejects.toMatchObject(refused);
    await expect(anywhere.resolve(host)).rejects.toMatchObject(refused);
  });
});
