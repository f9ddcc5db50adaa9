/**
 * What stands in for VS Code in the page, as the source of a function: the API, the theme, and a
 * host that keeps what is posted and hands out pictures.
 */
export const hostScript = String.raw`({ theme, saved }) => {
  const root = document.documentElement;
  for (const [name, value] of Object.entries(theme.variables)) root.style.setProperty(name, value);
  const defaults = new CSSStyleSheet();
  defaults.replaceSync(theme.defaultStyles);
  document.adoptedStyleSheets.push(defaults);

  const pictures = new Map();
  const waiting = new Set();
  const host = {
    posted: [],
    violations: [],
    saved,
    send(message) {
      window.dispatchEvent(new MessageEvent('message', { data: message }));
    },
    provide({ id, base64, mimeType }) {
      pictures.set(id, { bytes: Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)), mimeType });
    },
    posts: (type) => host.posted.filter((message) => message.type === type),
    waitFor: (type, count) =>
      new Promise((resolve) => {
        const look = () => host.posts(type).length >= count && (waiting.delete(look), resolve());
        waiting.add(look);
        look();
      }),
    settled: () =>
      new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(resolve)))),
  };
  window.host = host;
  document.addEventListener('securitypolicyviolation', (event) => {
    host.violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sample);
  });
  let isAcquired = false;
  window.acquireVsCodeApi = () => {
    if (isAcquired) throw new Error('An instance of the VS Code API has already been acquired');
    isAcquired = true;
    return {
      postMessage(message) {
        host.posted.push(structuredClone(message));
        for (const look of waiting) look();
        if (message.type !== 'showPictures') return;
        for (const id of message.ids) {
          const picture = pictures.get(id) ?? pictures.get('');
          if (picture === undefined) continue;
          const { bytes, mimeType } = picture;
          setTimeout(() => host.send({ type: 'picture', id, bytes: bytes.slice().buffer, mimeType }));
        }
      },
      getState: () => host.saved ?? undefined,
      setState(state) {
        host.saved = structuredClone(state);
      },
    };
  };
}`;
