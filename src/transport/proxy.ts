/** Values of VS Code's `http.*` settings, as found: each is checked before it is used. */
export interface HttpSettings {
  readonly proxySupport?: unknown;
  readonly proxy?: unknown;
  readonly proxyAuthorization?: unknown;
  readonly proxyStrictSSL?: unknown;
  readonly noProxy?: unknown;
}

/** A way through a proxy. */
export interface ProxyRoute {
  /** Without credentials. */
  readonly uri: string;
  /** Value of `Proxy-Authorization`. */
  readonly token?: string;
  /** Whether the proxy's own certificate must be good; the target's always must. */
  readonly mustTrustProxy: boolean;
}

export interface ProxyConfiguration {
  /** `undefined`: directly. */
  routeFor(url: URL): ProxyRoute | undefined;
}

export interface ProxyConfigurationOptions {
  readonly settings: HttpSettings;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Decides as VS Code does: support switched off → direct; this machine → direct; `http.noProxy`,
 * else `NO_PROXY`; `http.proxy`, else the environment. PAC scripts and the system's proxy are not
 * known here; where those are needed, connecting fails and the fallback takes over.
 */
export function createProxyConfiguration({
  settings,
  env,
}: ProxyConfigurationOptions): ProxyConfiguration {
  const isOff = settings.proxySupport === 'off';
  const isExempt = readExemptions(settings, env);
  const configured = filledString(settings.proxy);
  return {
    routeFor(url) {
      if (isOff || isLoopback(url.hostname) || isExempt(url)) return undefined;
      const address = configured ?? proxyInEnv(url.protocol, env);
      return address === undefined ? undefined : readRoute(address, settings);
    },
  };
}

/** Undici's proxy agent does not exempt this machine by itself. */
function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  );
}

function proxyInEnv(protocol: string, env: ProxyConfigurationOptions['env']): string | undefined {
  const names = ['http_proxy', 'HTTP_PROXY'];
  if (protocol === 'https:') names.unshift('https_proxy', 'HTTPS_PROXY');
  return names.map((name) => filledString(env[name])).find((value) => value !== undefined);
}

function readExemptions(
  { noProxy }: HttpSettings,
  env: ProxyConfigurationOptions['env'],
): (url: URL) => boolean {
  const configured = Array.isArray(noProxy) ? noProxy.filter((entry) => filledString(entry)) : [];
  const fromEnv = filledString(env['no_proxy']) ?? filledString(env['NO_PROXY']) ?? '';
  const entries: readonly unknown[] = configured.length > 0 ? configured : fromEnv.split(/[\s,]+/);
  const rules = entries.map((entry) => readExemption(String(entry)));
  return (url) => {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    return rules.some((rule) => rule(url.hostname, port));
  };
}

/** A host name with all below it (a dot or `*.` in front means the same), `:port` at will; `*` for all. */
function readExemption(entry: string): (hostname: string, port: string) => boolean {
  const text = entry.trim().toLowerCase();
  if (text === '*') return () => true;
  const [, name = '', port] = /^(?:\*?\.)?(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(text) ?? [];
  if (name === '') return () => false;
  return (hostname, actualPort) =>
    (hostname === name || hostname.endsWith(`.${name}`)) &&
    (port === undefined || port === actualPort);
}

function readRoute(address: string, settings: HttpSettings): ProxyRoute {
  // In the environment, a proxy is often written as host and port alone.
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  const token = filledString(settings.proxyAuthorization) ?? (url ? basicToken(url) : undefined);
  return {
    // What is no address fails when it is used, and the failure quotes it.
    uri: url ? `${url.protocol}//${url.host}` : address.slice(address.lastIndexOf('@') + 1),
    ...(token !== undefined && { token }),
    mustTrustProxy: settings.proxyStrictSSL !== false,
  };
}

function basicToken({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  const credentials = `${decoded(username)}:${decoded(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function filledString(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
