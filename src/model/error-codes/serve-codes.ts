/** What is wrong with a process of the service: its Postgres, its folder. */
export const serveCodes = {
  'serve.postgres.unavailable': {
    cause: {
      en: 'The Postgres that Larkstream brings along does not run here.',
      zh: 'Larkstream 自带的 Postgres 无法在此运行。',
    },
    cure: {
      en: 'Read postgres.log in the data folder, or use a Postgres of yours: --store postgres://…',
      zh: '请查看数据文件夹中的 postgres.log，或使用你自己的 Postgres：--store postgres://…',
    },
  },
  'serve.postgres.version': {
    cause: {
      en: 'The data folder was made by another major version of Postgres, which this one cannot read.',
      zh: '数据文件夹由另一主版本的 Postgres 创建，当前版本无法读取。',
    },
    cure: {
      en: 'Start the Larkstream that made it, run `larkstream backup`, and restore that into a new data folder.',
      zh: '请用创建它的 Larkstream 启动，运行 `larkstream backup`，再恢复到新的数据文件夹。',
    },
  },
  'serve.data.in.use': {
    cause: {
      en: 'One process at a time uses a data folder: another `larkstream serve` is at work on it.',
      zh: '一个数据文件夹同时只能由一个进程使用：另一 `larkstream serve` 正在使用它。',
    },
    cure: {
      en: 'Stop the other one, or give this one a folder of its own with --data. For several processes, use --store postgres://….',
      zh: '停止另一进程，或用 --data 为此进程指定单独的文件夹。需要多个进程时，请使用 --store postgres://…。',
    },
  },
  'serve.data.closed': {
    cause: {
      en: 'Postgres refuses to run as root; the user that it runs as instead cannot get to the data folder.',
      zh: 'Postgres 拒绝以 root 运行；替代的用户无法进入数据文件夹。',
    },
    cure: {
      en: 'Choose a folder outside of private ones with --data, such as /var/lib/larkstream, or let that user in (chmod o+x).',
      zh: '请用 --data 选择非私有目录下的文件夹，例如 /var/lib/larkstream，或允许该用户进入（chmod o+x）。',
    },
  },
  'serve.data.unwritable': {
    cause: {
      en: 'The service keeps its Postgres in a data folder, which cannot be made, or which its user may not write to.',
      zh: '服务把 Postgres 保存在数据文件夹中，而该文件夹无法创建，或运行服务的用户无权写入。',
    },
    cure: {
      en: 'Name a folder of your own with --data, or give the user of the service the right to write there.',
      zh: '请用 --data 指定可写的文件夹，或授予运行服务的用户写入权限。',
    },
  },
  'serve.account.unknown': {
    cause: {
      en: 'The account whose password is to be set cannot be told from what was given.',
      zh: '无法从给出的内容确定要设置密码的账号。',
    },
    cure: {
      en: 'Name its login: `larkstream admin reset LOGIN`. Accounts of an identity provider have no password here.',
      zh: '请给出登录名：`larkstream admin reset LOGIN`。来自身份提供方的账号在此没有密码。',
    },
  },
  'serve.backup.invalid': {
    cause: {
      en: 'The file is no backup of a service, or it was cut or changed.',
      zh: '该文件不是服务的备份，或已被截断或改动。',
    },
    cure: {
      en: 'Copy the backup again, or use another one. Nothing was restored.',
      zh: '请重新复制该备份，或使用另一份。未恢复任何内容。',
    },
  },
  'serve.backup.newer': {
    cause: { en: 'The backup was written by a newer Larkstream.', zh: '备份由更新版本的 Larkstream 写入。' },
    cure: {
      en: 'Install that version or a later one, and restore with it. Older backups can always be read.',
      zh: '请安装该版本或更新的版本再恢复。旧版本的备份总能读取。',
    },
  },
  'serve.store.absent': {
    cause: {
      en: 'The command works on the store of a service, and there is none in this place. Nothing was made there.',
      zh: '该命令用于服务的存储，而此处没有。未创建任何内容。',
    },
    cure: {
      en: 'Name the place that the service has, with the same --data or --store as `larkstream serve`. A new service makes its store at its first start.',
      zh: '请用与 `larkstream serve` 相同的 --data 或 --store 指定服务所用的位置。新服务会在首次启动时创建存储。',
    },
  },
  'serve.store.used': {
    cause: {
      en: 'A backup is restored into an empty store only, which no service uses: what is there would be lost.',
      zh: '备份只能恢复到没有服务在使用的空存储，否则其中的内容会丢失。',
    },
    cure: {
      en: 'Name a new folder with --data, or an empty database with --store. Stop the service that is at work there.',
      zh: '请用 --data 指定新的文件夹，或用 --store 指定空的数据库。请先停止正在使用它的服务。',
    },
  },
  'serve.store.replaced': {
    cause: {
      en: 'A backup was restored, or a store was made anew, while this process was at work on the store before it.',
      zh: '本进程仍在使用原存储时，有备份被恢复，或存储被重新创建。',
    },
    cure: {
      en: 'Start the process again: it opens the store that is there now. What it was asked for meanwhile was not done.',
      zh: '请重新启动该进程，使其打开现有的存储。其间的请求均未执行。',
    },
  },
  'serve.file.failed': {
    cause: { en: 'The file of a backup cannot be written or read.', zh: '无法写入或读取备份文件。' },
    cure: {
      en: 'Name a file in a folder that exists, where this user may write and where there is room.',
      zh: '请指定一个已存在、可写且有空间的文件夹中的文件。',
    },
  },
} as const;
