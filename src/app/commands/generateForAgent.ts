import { cancelled, ImageError } from '../../core/errors.ts';
import { orAborted } from '../../core/orAborted.ts';
import type { GenerateArgs, GenerationRequest } from '../../core/request.ts';
import type { Batch, GeneratedImage } from '../making/batch.ts';
import { checkInside, type Resolve } from '../files/containment.ts';
import type { InsertionTarget } from '../documents/insertionTarget.ts';
import type { DocumentLinks } from '../documents/documentLinks.ts';
import {
  createBatchForProgram,
  runForProgram,
  type GenerateForProgramOptions,
} from './generateForProgram.ts';
import { uriArgument } from '../commandArguments.ts';
import type { Folders } from '../folders.ts';
import { joinPath, type Uri } from '../uri.ts';
import type { ImageStudio } from '../making/imageStudio.ts';

/** What an agent asks for, as a person has to see it. All texts are from outside. */
export interface AgentPreview {
  readonly request: GenerationRequest;
  readonly count: number;
  readonly altText: string;
  /** The first file, from the workspace folder. */
  readonly file: string;
  /** The document that gets the links, from the workspace folder; absent: none does. */
  readonly document?: string;
  /** Credits for all images, where the service tells. */
  readonly credits?: number;
}

/** Generate Image for agents: in the workspace only, and in no document of which nobody knows how it shows pictures. */
export interface GenerateForAgent {
  /** Makes nothing, and reserves nothing. @throws {ImageError} `badRequest` or `noWorkspace`. */
  preview(given: AgentArguments): Promise<AgentPreview>;
  /**
   * Asks the person where these are more images than they want without being asked, whatever they have said to
   * VS Code. Rejects as the command with arguments does.
   */
  run(given: AgentArguments, signal: AbortSignal): Promise<GeneratedImage[]>;
}

/** Those of the command, checked but for the document. */
export interface AgentArguments extends GenerateArgs {
  readonly document?: unknown;
}

export interface GenerateForAgentOptions extends GenerateForProgramOptions {
  readonly studio: Pick<ImageStudio, 'prepare' | 'preview'>;
  readonly folders: Folders;
  /** As people call a file of the workspace. */
  readonly pathOf: (uri: Uri) => string;
  /** Asks the person where they want to be asked; `false`: they backed out. */
  readonly confirm: (items: Batch['items']) => Promise<boolean>;
  readonly links: Pick<DocumentLinks, 'canInsert'>;
  readonly resolve: Resolve;
  /** Credits for one image by model, where the service tells. */
  readonly loadPrices: () => Promise<ReadonlyMap<string, number>>;
}

export function createGenerateForAgent(options: GenerateForAgentOptions): GenerateForAgent {
  const { links, resolve, loadPrices, folders, uris, pathOf, confirm } = options;
  const withProgramBatch = createBatchForProgram(options);

  const withBatch = async <T>(
    given: AgentArguments,
    use: (batch: Batch, signal: AbortSignal) => Promise<T>,
    stopper?: AbortSignal,
  ): Promise<T> => {
    const roots = folders.all().map(({ uri }) => uri);
    if (roots.length === 0) {
      throw new ImageError('noWorkspace', 'Agents make images in an open folder only.');
    }
    const { document: named, ...args } = given;
    // Without dots, so that what is looked at here is what is opened.
    const document =
      named === undefined ? undefined : joinPath(uriArgument(named, 'document', uris), '.');
    if (document) await checkInside({ roots, field: 'document' }, document, resolve);
    // The person is asked here, and not by what rejects programs.
    const all = { ...args, ...(document && { document }), confirmed: true };
    const useIt = (batch: Batch, signal: AbortSignal): Promise<T> => {
      if (document) checkDocument(batch.context.target);
      return use(batch, signal);
    };
    return withProgramBatch(all, useIt, stopper);
  };

  const checkDocument = (target: InsertionTarget | undefined): void => {
    if (target && links.canInsert(target.document)) return;
    const message = 'document must be one that can be written to and shows pictures.';
    throw new ImageError('badRequest', message, { field: 'document' });
  };

  return {
    preview: (given) =>
      withBatch(given, async (batch) => {
        const { items, altText, context, wantsInsertion } = batch;
        const [{ request }] = items as [Batch['items'][number]];
        const [file, prices] = await Promise.all([
          options.studio.preview(batch),
          loadPrices().catch(() => new Map<string, number>()),
        ]);
        const price = prices.get(request.model);
        const document = wantsInsertion ? context.target?.document.uri : undefined;
        return {
          request,
          count: items.length,
          altText,
          file: pathOf(file),
          ...(document && { document: pathOf(document) }),
          ...(price !== undefined && { credits: price * items.length }),
        };
      }),

    run: (given, stopper) =>
      withBatch(
        given,
        async (batch, signal) => {
          const agrees = await orAborted(confirm(batch.items), signal);
          if (!agrees) throw cancelled();
          return runForProgram(options, batch, signal);
        },
        stopper,
      ),
  };
}
