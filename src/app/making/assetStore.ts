import { fileNameOf } from '../../core/assetName.ts';
import { ImageError } from '../../core/errors.ts';
import type { ImageFormat } from '../../core/imageFormats.ts';
import type {
  AssetPlace,
  ImageBytes,
  OtherWindows,
  PlaceNote,
  SavingNotes,
} from '../../core/ports.ts';
import { checkContained, type Contained, type Resolve } from '../files/containment.ts';
import type { NewFiles } from '../files/newFile.ts';
import { createFolderTrials, type FolderTrials } from './folderTrials.ts';
import { createFileKeys, nameKeyOf } from '../files/fileKeys.ts';
import { createFilesInWork } from './filesInWork.ts';
import { inOtherWindow } from '../unsaved/soleMaker.ts';
import { folderOf, joinPath, type Uri, type Uris } from '../uri.ts';

export interface AssetLocation extends Contained {
  readonly folder: Uri;
  /** Path below the folder, `/` between parts, without extension. */
  readonly namePath: string;
  /** Name with extension that the file has to keep: another is none that a document links to. */
  readonly exactName?: string;
  /** Which of the names that count up is tried first. Default 0, the plain one. */
  readonly firstAttempt?: number;
}

/** The location that a note was taken of. */
export function locationOf(note: PlaceNote, uris: Uris): AssetLocation {
  const { folder, namePath, exactName, attempt, roots, field } = note;
  const uriOf = (text: string): Uri => uris.parse(text, true);
  return {
    folder: uriOf(folder),
    namePath,
    firstAttempt: attempt,
    field,
    ...(exactName !== undefined && { exactName }),
    ...(roots && { roots: roots.map(uriOf) }),
  };
}

export interface WantedPlace {
  readonly location: AssetLocation;
  readonly format: ImageFormat;
}

/** Where images are written. Never over anything. */
export interface AssetStore {
  /**
   * Reserves a free name for each of these images, in their order: of all or of none.
   * @throws {ImageError} `badRequest` if the place lies outside its roots.
   */
  reserve(wanted: readonly WantedPlace[]): Promise<AssetPlace[]>;
  readonly resolve: Resolve;
  /**
   * The file that `reserve` would give now.
   * @throws {ImageError} `badRequest` if the place lies outside its roots.
   */
  nextFree(location: AssetLocation, format: ImageFormat): Promise<Uri>;
  /** Which of these files another window is making, as strings. */
  filesInWork(files: readonly Uri[]): Promise<ReadonlySet<string>>;
}

export interface AssetStoreOptions {
  /** Those of the file system that a file is on. */
  readonly filesOf: (uri: Uri) => NewFiles;
  readonly uris: Uris;
  /** Whose names are reserved, too; absent: there are none. */
  readonly others?: OtherWindows;
}

export function createAssetStore({ filesOf, uris, others }: AssetStoreOptions): AssetStore {
  const reserved = new Set<string>();
  let lastReservation: Promise<unknown> = Promise.resolve();

  const uriOf = (
    { folder, namePath, exactName }: AssetLocation,
    format: ImageFormat,
    attempt: number,
  ): Uri => joinPath(folder, exactName ?? fileNameOf(namePath, format, attempt));

  const resolve: Resolve = (uri) => filesOf(uri).resolve(uri);

  const elsewhere = createFilesInWork(others, createFileKeys(resolve), uris);

  /** Whether there is such a file, or will be. */
  const lookForFiles = (): Exists => {
    const inWork = elsewhere.look();
    return async (uri) => (await filesOf(uri).exists(uri)) || (await inWork).has(uri);
  };

  const nextFree = async (
    location: AssetLocation,
    format: ImageFormat,
    isThere = lookForFiles(),
  ): Promise<FreeName> => {
    for (let attempt = location.firstAttempt ?? 0; ; attempt++) {
      const uri = uriOf(location, format, attempt);
      if (reserved.has(nameKeyOf(uri)) || (await isThere(uri))) continue;
      return { uri, attempt };
    }
  };

  const takeFree = async (
    location: AssetLocation,
    format: ImageFormat,
    isThere = lookForFiles(),
  ): Promise<FreeName> => {
    for (;;) {
      const free = await nextFree(location, format, isThere);
      // Another image may have taken it while the disk was asked.
      if (reserved.has(nameKeyOf(free.uri))) continue;
      reserved.add(nameKeyOf(free.uri));
      return free;
    }
  };

  const claim = async (
    { location, format }: WantedPlace,
    follow: Resolve,
    isThere: Exists,
    trials: FolderTrials,
  ): Promise<AssetPlace> => {
    const { exactName } = location;
    const plain = uriOf(location, format, 0);
    const containing = checkContained(location, plain, follow);
    // Asked at the same time: each takes the disk about as long as all else before the request.
    const finding =
      exactName === undefined
        ? takeFree(location, format, isThere)
        : Promise.resolve({ uri: plain, attempt: 0 });
    const [contained, found] = await Promise.allSettled([containing, finding]);
    if (contained.status === 'rejected') {
      const isReserved = exactName === undefined && found.status === 'fulfilled';
      if (isReserved) reserved.delete(nameKeyOf(found.value.uri));
      throw contained.reason;
    }
    if (found.status === 'rejected') throw found.reason;
    const { uri: promised, attempt } = found.value;
    const held: Uri[] = [];
    /** False while another image of this window is to have the name. */
    const isHeld = (): boolean => {
      if (held.length > 0) return true;
      if (exactName !== undefined && reserved.has(nameKeyOf(promised))) return false;
      reserved.add(nameKeyOf(promised));
      held.push(promised);
      return true;
    };
    isHeld();
    const home = folderOf(promised);

    const write = async (uri: Uri, { bytes }: ImageBytes, ...rest: [SavingNotes, AbortSignal]) => {
      try {
        // Asked again: a folder can have become a link while the image was made.
        await checkContained(location, uri, resolve);
        return await filesOf(uri).write(uri, bytes, ...rest);
      } catch (error) {
        trials.doubt(home);
        throw error;
      }
    };

    return {
      uri: promised.toString(),
      note: noteOf(location, attempt),
      async checkWritable() {
        if (trials.isDoubtful(home)) await checkContained(location, promised, resolve);
        await trials.of(home);
      },
      ...(exactName !== undefined && {
        async checkStillFree() {
          if (await filesOf(promised).exists(promised)) throw taken(exactName);
        },
        async checkFree() {
          if (!isHeld()) throw beingMade(exactName);
          if (await filesOf(promised).exists(promised)) throw taken(exactName);
          if (await (await elsewhere.look()).has(promised)) throw inOtherWindow(exactName);
        },
      }),
      async save(image, notes, signal) {
        if (exactName !== undefined && image.format !== format) {
          throw new ImageError(
            'badReply',
            `The service sent ${image.format}, and ${exactName} needs ${format}.`,
            { reason: 'otherFormat' },
          );
        }
        let uri = image.format === format ? promised : undefined;
        for (;;) {
          if (!uri) held.push((uri = (await takeFree(location, image.format)).uri));
          const outcome = await write(uri, image, notes, signal);
          if (outcome === 'written') {
            return { uri: uri.toString(), byteCount: image.bytes.byteLength };
          }
          if (exactName !== undefined) throw taken(exactName);
          uri = undefined;
        }
      },
      release() {
        for (const uri of held) reserved.delete(nameKeyOf(uri));
      },
    };
  };

  /** Names are taken one after the other; the disk is asked for all that are likely at once. */
  const askAhead = (wanted: readonly WantedPlace[], isThere: Exists): void => {
    const likely = new Map<string, number>();
    for (const { location, format } of wanted) {
      if (location.exactName !== undefined) continue;
      const plain = nameKeyOf(uriOf(location, format, 0));
      const earlier = likely.get(plain) ?? 0;
      likely.set(plain, earlier + 1);
      isThere(uriOf(location, format, (location.firstAttempt ?? 0) + earlier)).catch(
        () => undefined,
      );
    }
  };

  const claimAll = async (wanted: readonly WantedPlace[]): Promise<AssetPlace[]> => {
    const follow = remembering(resolve);
    const isThere = remembering(lookForFiles());
    const trials = createFolderTrials((folder) => filesOf(folder).tryFolder(folder));
    askAhead(wanted, isThere);
    const places: AssetPlace[] = [];
    // Ten thousand images of one name would each try all names of those before them.
    const nextAttempts = new Map<string, number>();
    try {
      for (const { location, format } of wanted) {
        const plain = nameKeyOf(uriOf(location, format, 0));
        const firstAttempt = nextAttempts.get(plain) ?? location.firstAttempt ?? 0;
        const place = await claim(
          { location: { ...location, firstAttempt }, format },
          follow,
          isThere,
          trials,
        );
        nextAttempts.set(plain, place.note.attempt + 1);
        places.push(place);
      }
      return places;
    } catch (error) {
      for (const place of places) place.release();
      throw error;
    }
  };

  return {
    resolve,
    async nextFree(location, format) {
      await checkContained(location, uriOf(location, format, 0), resolve);
      return (await nextFree(location, format)).uri;
    },
    filesInWork: elsewhere.among,
    reserve(wanted) {
      const mine = lastReservation.then(() => claimAll(wanted));
      lastReservation = mine.catch(() => undefined);
      return mine;
    },
  };
}

const taken = (name: string): ImageError =>
  new ImageError('cannotWrite', `${name} is there already, and nothing is overwritten.`, {
    reason: 'taken',
  });

const beingMade = (name: string): ImageError =>
  new ImageError('cannotWrite', `${name} is being made already.`, { reason: 'taken' });

type Exists = (uri: Uri) => Promise<boolean>;

interface FreeName {
  readonly uri: Uri;
  readonly attempt: number;
}

const noteOf = (
  { folder, namePath, exactName, roots, field }: AssetLocation,
  attempt: number,
): PlaceNote => ({
  folder: folder.toString(),
  namePath,
  ...(exactName !== undefined && { exactName }),
  attempt,
  field,
  ...(roots && { roots: roots.map((root) => root.toString()) }),
});

/** Asks about each file once, for one command: its images mostly share a folder. */
function remembering<T>(ask: (uri: Uri) => Promise<T>): (uri: Uri) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (uri) => {
    const key = uri.toString();
    const answer = known.get(key) ?? ask(uri);
    known.set(key, answer);
    return answer;
  };
}
