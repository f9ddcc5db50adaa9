import * as vscode from 'vscode';
import { createGenerator, type Generator } from '../core/generator.ts';
import { createPacer } from '../core/pacing.ts';
import type { ImageMarker, ImageService, Ledger } from '../core/ports.ts';
import { createWindowLife } from '../core/windowLife.ts';
import { generatorWithin, serviceWithin } from '../core/withinLife.ts';
import { createOneMinAiClient } from '../oneMinAi/client.ts';
import { createFallbackTransport } from '../transport/fallback.ts';
import { createProxyConfiguration, type HttpSettings } from '../transport/proxy.ts';
import { createUndiciTransport } from '../transport/undici.ts';
import { createFetchTransport } from '../transport/vscodeFetch.ts';
import type { ApiKeys } from '../vscode/host/apiKeys.ts';
import { systemClock } from '../node/systemClock.ts';
import type { Log } from '../vscode/host/log.ts';
import type { Settings } from '../app/settings.ts';

/** The image service with everything that stands between it and the network. */
export interface ImageServiceInHost extends vscode.Disposable {
  readonly images: ImageService;
  readonly generator: Generator;
  /**
   * The window begins to close: from here on nothing is sent, by any transport, and whatever waits
   * or runs ends as `cancelled`. Resolves once the ledger has the last of it. To dispose begins it, too.
   */
  end(): Promise<void>;
}

export interface ImageServiceDeps {
  readonly settings: Settings;
  readonly keys: ApiKeys;
  readonly ledger: Ledger;
  /** Absent: images are saved as the service sends them. */
  readonly marker?: ImageMarker;
  readonly log: Log;
}

/** A setting made wrong while images are under way must not cost them; the next command names it. */
function lastGood(read: () => number): () => number {
  let good: number | undefined;
  return () => {
    try {
      good = read();
    } catch (error) {
      if (good === undefined) throw error;
    }
    return good;
  };
}

function httpSettings(): HttpSettings {
  const http = vscode.workspace.getConfiguration('http');
  return {
    proxySupport: http.get('proxySupport'),
    proxy: http.get('proxy'),
    proxyAuthorization: http.get('proxyAuthorization'),
    proxyStrictSSL: http.get('proxyStrictSSL'),
    noProxy: http.get('noProxy'),
  };
}

/** The network half of the object graph, loaded with the first request. */
export function createImageServiceInHost({
  settings,
  keys,
  ledger,
  marker,
  log,
}: ImageServiceDeps): ImageServiceInHost {
  const clock = systemClock;
  const pacer = createPacer({
    maxParallel: lastGood(() => settings.limit('maxParallelRequests')),
    perMinute: lastGood(() => settings.limit('requestsPerMinute')),
    clock,
  });
  // Each request asks for them, and VS Code reads its layers anew at every question.
  let http: HttpSettings | undefined;
  const undici = createUndiciTransport({
    proxy: () =>
      createProxyConfiguration({
        settings: (http ??= httpSettings()),
        env: process.env,
      }),
  });
  const life = createWindowLife();
  const service = createOneMinAiClient({
    transport: createFallbackTransport({
      first: undici,
      second: createFetchTransport(),
      logger: log,
    }),
    endpoint: settings.endpoint,
    keys,
    requestTimeoutMs: lastGood(() => settings.limit('requestTimeout') * 1000),
    joinLine: pacer.joinLine,
    clock,
    logger: log,
  });
  const changes = vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration('http')) return;
    http = undefined;
    undici.rebuild();
  });
  const images = serviceWithin(life, service);
  const generator = createGenerator({ service: images, pacer, ledger, ...(marker && { marker }) });
  return {
    images,
    generator: generatorWithin(life, generator),
    end: () => life.end(),
    dispose() {
      changes.dispose();
      void life.end();
      undici.dispose();
    },
  };
}
