/** What the client of the API finds out by itself. Apart from the others, for the pages of the console carry these with them. */
export const clientCodes = {
  'api.call.invalid': {
    cause: {
      en: 'A program has given the client an address, a token or arguments that no request can be made of. Nothing was sent.',
      zh: '程序传给客户端的地址、令牌或参数无法构成请求。未发送任何内容。',
    },
    cure: { en: 'Correct what the message names, in the program.', zh: '请在程序中改正消息所指之处。' },
  },
  'api.unreachable': {
    cause: { en: 'No service answers at the address that was given.', zh: '所给地址上没有服务应答。' },
    cure: {
      en: 'Check the address, and whether `larkstream serve` runs there; then try again.',
      zh: '请检查地址，以及 `larkstream serve` 是否在该处运行；然后重试。',
    },
  },
  'api.answer.foreign': {
    cause: {
      en: 'Something else than the service has answered: a proxy, a sign-in page, another program.',
      zh: '应答的不是服务，而是代理、登录页或其他程序。',
    },
    cure: {
      en: 'Check the address, and what stands between here and the service.',
      zh: '请检查地址，以及此处与服务之间的代理。',
    },
  },
} as const;
