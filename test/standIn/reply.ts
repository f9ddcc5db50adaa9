/** A whole answer before it is sent; the length is added then. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function jsonReply(status: number, value: unknown, headers = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

export function typedReply(status: number, contentType: string, body: string): Reply {
  return { status, headers: { 'content-type': contentType }, body: Buffer.from(body) };
}

/** The page that a gateway in front of the service shows. */
export function gatewayPage(status: number, title: string): Reply {
  const page = `<!DOCTYPE html>
<html><head><title>${status} ${title}</title></head>
<body><center><h1>${status} ${title}</h1></center><hr><center>gateway</center></body></html>
`;
  return typedReply(status, 'text/html; charset=UTF-8', page);
}
