import type { ImageError } from '../../core/errors.ts';
import type { FailureMessage } from './failureMessage.ts';
import type { L10n } from './l10n.ts';

/** Words for an error with code `network`, by its reason. */
export function networkMessage(error: ImageError, l10n: L10n): FailureMessage {
  switch (error.reason) {
    case 'dns':
      return {
        text: l10n.t('1min.ai could not be found on the network. Check the internet connection.'),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'refused':
    case 'connectTimeout':
      return {
        text: l10n.t('1min.ai could not be reached. Check the internet connection and the proxy.'),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'certificate':
      return {
        text: l10n.t(
          'The certificate of the connection to 1min.ai is not trusted on this computer. A company proxy may need its certificate installed.',
        ),
        actions: ['retry', 'openProxySettings', 'showLog'],
      };
    case 'proxyAuth':
      return {
        text: l10n.t(
          'The proxy asks for a user name and password. Put them in the proxy settings.',
        ),
        actions: ['openProxySettings', 'retry', 'showLog'],
      };
    case 'proxyRefused':
      return {
        text: l10n.t('The proxy refused to connect to 1min.ai. Check the proxy settings.'),
        actions: ['openProxySettings', 'retry', 'showLog'],
      };
    case 'interrupted':
      return {
        text: l10n.t('The window was closed while this image was made.'),
        actions: ['retry'],
      };
    case 'linkExpired':
      return {
        text: l10n.t('The link to the finished image has expired.'),
        actions: ['retry', 'showLog'],
      };
    default:
      return {
        text: l10n.t('The connection to 1min.ai broke off.'),
        actions: ['retry', 'showLog'],
      };
  }
}
