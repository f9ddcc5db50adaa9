/** Environment without a proxy of the machine, which must not come between the extension and a stand-in on it. */
export const noProxy: Readonly<Record<string, undefined>> = Object.fromEntries(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY']
    .flatMap((name) => [name, name.toLowerCase()])
    .map((name) => [name, undefined]),
);
