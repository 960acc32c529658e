/** What is wrong with the master keys of a service. */
export const keyCodes = {
  'secrets.keys.invalid': {
    cause: { en: 'The master keys are missing or not written as they must be.', zh: '主密钥缺失或写法不正确。' },
    cure: {
      en: 'Write them as id:key, the key being 32 random bytes in base64 (`openssl rand -base64 32`); separate several by commas, the current one first.',
      zh: '写成 id:key，其中 key 为 32 个随机字节的 base64（`openssl rand -base64 32`）；多个以逗号分隔，当前的放在最前。',
    },
  },
  'secrets.keys.unreadable': {
    cause: {
      en: 'The file of master keys does not exist, or the user of the service may not read it.',
      zh: '主密钥文件不存在，或运行服务的用户无权读取。',
    },
    cure: {
      en: 'Name the right file in LARKSTREAM_KEYS_FILE; for a new store make one with a key, readable by the user of the service only.',
      zh: '请在 LARKSTREAM_KEYS_FILE 中指定正确的文件；新的存储请生成一个主密钥文件，只允许运行服务的用户读取。',
    },
  },
  'secrets.keys.unwritable': {
    cause: {
      en: 'The file of master keys, or its folder, is not one that the current user may write to.',
      zh: '当前用户无权写入主密钥文件或其所在文件夹。',
    },
    cure: {
      en: 'Do it as the user who owns the file. Where others keep the file, let them put a new key in front of it, and name that one: `larkstream keys rotate k-3f2a9c1e`.',
      zh: '请以该文件所有者的身份操作。若文件由他人保管，请让保管者把新的主密钥放到最前，再指定它运行 `larkstream keys rotate k-3f2a9c1e`。',
    },
  },
  'secrets.keys.shared': {
    cause: {
      en: 'Machines with a file of keys each use the store: a key that is made in one file does not open secrets on the others.',
      zh: '多台机器各有主密钥文件并共用该存储：在其中一个文件中生成的主密钥，其他机器没有，无法打开密钥。',
    },
    cure: {
      en: 'Run `larkstream keys add`, copy the file of keys to the other machines, and then name the new key: `larkstream keys rotate k-3f2a9c1e`.',
      zh: '请先运行 `larkstream keys add`，把主密钥文件复制到其他机器，再指定新的主密钥运行 `larkstream keys rotate k-3f2a9c1e`。',
    },
  },
  'secrets.keys.kept': {
    cause: {
      en: 'Keys of a variable or a command are changed by whoever keeps them, not by the service.',
      zh: '来自变量或命令的主密钥由保管者更改，服务不能更改。',
    },
    cure: {
      en: 'Put the key in front of the others where they are kept, restart all processes, and run `larkstream keys rotate`.',
      zh: '请在保管处把该主密钥放到最前，重启所有进程，再运行 `larkstream keys rotate`。',
    },
  },
  'secrets.keys.wrong': {
    cause: {
      en: 'The master keys are not those that sealed the secrets in the store.',
      zh: '所给主密钥不是加密存储中的密钥时所用的主密钥。',
    },
    cure: {
      en: 'Give the key that is named, too: from the backup of the keys. Nothing in the store has been changed.',
      zh: '请同时给出所指的主密钥（取自其备份）。存储中的内容未被改动。',
    },
  },
  'secrets.key.lacking': {
    cause: {
      en: 'A process of the service has older or other master keys: without this one it opens nothing that is wrapped with it.',
      zh: '有服务进程使用较旧或其他的主密钥：没有这个主密钥，它无法打开由其加密的内容。',
    },
    cure: {
      en: 'Copy the file of keys to the machines of these processes, which take it up within seconds; where a variable or a command holds the keys, restart them. `GET /api/v1/workers` shows which keys each holds.',
      zh: '请把主密钥文件复制到这些进程所在的机器，几秒内即被采用；若主密钥来自变量或命令，请重启这些进程。`GET /api/v1/workers` 显示各进程持有哪些主密钥。',
    },
  },
  'secrets.key.elsewhere': {
    cause: {
      en: 'Several stores have used the file of keys: a key that wraps nothing in this one may be needed by another.',
      zh: '多个存储使用过该主密钥文件：在此存储中不再加密任何内容的主密钥，另一存储可能仍需要。',
    },
    cure: {
      en: 'Run `larkstream keys rotate` with the other stores first, then retire the key with `--yes`. Better, give each store a file of its own with LARKSTREAM_KEYS_FILE.',
      zh: '请先对其他存储运行 `larkstream keys rotate`，再加 `--yes` 停用该主密钥。更好的做法是用 LARKSTREAM_KEYS_FILE 为每个存储指定各自的文件。',
    },
  },
  'secrets.key.unknown': {
    cause: { en: 'The ring has no master key of this id.', zh: '没有此 ID 的主密钥。' },
    cure: { en: 'Use an id that the message names.', zh: '请使用提示中列出的 ID。' },
  },
  'secrets.key.used': {
    cause: { en: 'Secrets are still wrapped with the master key.', zh: '仍有密钥由该主密钥加密。' },
    cure: {
      en: 'Run `larkstream keys rotate` first: it wraps them with another key.',
      zh: '请先运行 `larkstream keys rotate`，改用另一主密钥加密。',
    },
  },
} as const;
