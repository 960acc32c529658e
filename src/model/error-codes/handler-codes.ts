/** What handlers of triggers meet. */
export const handlerCodes = {
  'handler.gone': {
    cause: {
      en: 'The handler has answered with HTTP 410: it wants nothing any more. It was switched off.',
      zh: '处理程序以 HTTP 410 应答，表示不再接收。它已被停用。',
    },
    cure: {
      en: 'Name another address, or switch the handler on again when it is back; then replay what was not answered.',
      zh: '请指定其他地址；处理程序恢复后也可以重新启用，然后重新处理未答复的内容。',
    },
  },
  'handler.refused': {
    cause: {
      en: 'The handler has refused a request in a way that no repeat mends.',
      zh: '处理程序拒绝了请求，重试也无法解决。',
    },
    cure: {
      en: 'Correct what the message names: address, key, model or the handler itself. Then replay what was not answered.',
      zh: '请改正消息所指之处：地址、密钥、模型或处理程序本身，然后重新处理未答复的内容。',
    },
  },
  'handler.failed': {
    cause: {
      en: 'The handler cannot be reached, is overloaded, or broke off its answer.',
      zh: '处理程序无法连接、过载，或中断了应答。',
    },
    cure: {
      en: 'It is asked again by itself. If this goes on, look at the log of the handler.',
      zh: '服务会自动重试。若一直如此，请查看处理程序的日志。',
    },
  },
  'handler.paused': {
    cause: {
      en: 'The handler has failed many times in a row, so it is left in peace for a while.',
      zh: '处理程序连续多次失败，暂时不再向其发送请求。',
    },
    cure: {
      en: 'Look at the log of the handler. It is asked again by itself, with one request at first.',
      zh: '请查看处理程序的日志。稍后会自动重试，先只发送一个请求。',
    },
  },
  'handler.away': {
    cause: {
      en: 'The handler is a program that connects by itself, and none is connected, or it has left before its answer was complete.',
      zh: '该处理程序由主动连接的程序提供，而目前没有程序连接，或它在答完之前断开。',
    },
    cure: {
      en: 'Start the program that connects. Messages and events wait for it meanwhile.',
      zh: '请启动提供函数的程序；消息和事件会等待它连接。',
    },
  },
  'handler.answer.invalid': {
    cause: {
      en: 'The answer of the handler is not of the documented form, or is too large.',
      zh: '处理程序的应答不符合文档规定的格式，或过大。',
    },
    cure: {
      en: 'Correct what the message names in the handler; docs/reference/handler-payload.schema.json describes all forms.',
      zh: '请在处理程序中改正消息所指之处；docs/reference/handler-payload.schema.json 描述了所有格式。',
    },
  },
  'handler.command.refused': {
    cause: {
      en: 'A program was named that the operator of the service has not allowed, or that cannot be run within its limits.',
      zh: '指定的程序未经服务运维者允许，或无法在限制内运行。',
    },
    cure: {
      en: 'Name an executable file in the folder that the operator allows with --programs.',
      zh: '请指定运维者以 --programs 允许的文件夹中的可执行文件。',
    },
  },
  'handler.settings.invalid': {
    cause: {
      en: 'A setting of a handler is missing, unknown or has a value that is not allowed.',
      zh: '处理程序的某项设置缺失、未知或取值不允许。',
    },
    cure: { en: 'Correct the setting that the message names.', zh: '请改正消息所指的设置。' },
  },
} as const;
