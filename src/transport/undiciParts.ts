import api from 'undici/lib/api/index.js';
import buildConnector from 'undici/lib/core/connect.js';
import Agent from 'undici/lib/dispatcher/agent.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';
import ProxyAgent from 'undici/lib/dispatcher/proxy-agent.js';
import type { Undici } from './undiciGuest.ts';

/**
 * The parts of undici that are used here, put together as its own index does. The index brings fetch,
 * caches, WebSocket and mocks with it, which are half of undici's size.
 */
export function joinUndiciParts(): Undici {
  Object.assign(Dispatcher.prototype, api);
  return { Agent, Pool, ProxyAgent, buildConnector };
}
