import type { DetailedError, PreviousUpload, Upload as Tus } from "tus-js-client";
import { problemOf } from "./calls";

/** Parts small enough for the proxies in between, large enough that their number does not matter. */
const PART_BYTES = 32 * 1024 ** 2;
/** A file up to this size comes with the first request. */
const SMALL_BYTES = 4 * 1024 ** 2;
const RETRY_MS = [0, 1_000, 3_000, 5_000, 10_000, 20_000];

/** Files on their way are noted in this browser under names that begin so. */
const NOTE_PREFIX = "tus::";

/** Where a file on its way is: bytes sent, or why it stopped. */
export type TransferStep =
  | Readonly<{ state: "sending"; sent: number }>
  /** It can go on from where it is. */
  | Readonly<{ state: "held"; sent: number; problem: string }>
  | Readonly<{ state: "sent"; importId: string }>;

export type Transfer = Readonly<{ goOn: () => void; hold: () => Promise<void>; giveUp: () => Promise<void> }>;

/**
 * Sends a file by the tus protocol, from where an earlier attempt broke off: also one before the page was loaded anew,
 * since the browser keeps a note of it.
 */
export async function sendFile(file: File, onStep: (step: TransferStep) => void): Promise<Transfer> {
  const { Upload } = await import("tus-js-client");
  let sent = 0;
  const upload: Tus = new Upload(file, {
    endpoint: new URL("/api/uploads", window.location.href).href,
    metadata: { filename: file.name.slice(0, 300), preview: "true" },
    chunkSize: PART_BYTES,
    retryDelays: RETRY_MS,
    uploadDataDuringCreation: file.size <= SMALL_BYTES,
    removeFingerprintOnSuccess: true,
    onProgress: (bytes) => {
      sent = bytes;
      onStep({ state: "sending", sent });
    },
    onSuccess: ({ lastResponse }) => {
      const importId = lastResponse.getHeader("costcurve-import");
      if (importId) onStep({ state: "sent", importId });
      else
        onStep({
          state: "held",
          sent,
          problem: "The server did not say what became of the file. Go on to ask again.",
        });
    },
    onError: (error) => onStep({ state: "held", sent, problem: wordsOf(error) }),
  });
  const [earlier] = await upload.findPreviousUploads();
  if (earlier) upload.resumeFromPreviousUpload(earlier);
  onStep({ state: "sending", sent });
  upload.start();
  return {
    goOn: () => {
      onStep({ state: "sending", sent });
      upload.start();
    },
    hold: async () => {
      await upload.abort();
      onStep({ state: "held", sent, problem: "Paused." });
    },
    giveUp: () => upload.abort(true).catch(() => {}),
  };
}

function wordsOf(error: Error | DetailedError): string {
  const answer = "originalResponse" in error ? error.originalResponse : null;
  if (!answer) return "The connection broke off. What was sent is kept.";
  try {
    return problemOf(JSON.parse(answer.getBody())) ?? refused(answer.getStatus());
  } catch {
    return refused(answer.getStatus());
  }
}

const refused = (status: number): string =>
  status === 413
    ? "The file is larger than 8 GB. Split it and upload the parts."
    : `The server answered ${status}.`;

/** A file that was on its way when the page was left: its name, size, and how to give it up. */
export type Interrupted = Readonly<{
  key: string;
  name: string;
  size: number | null;
  forget: () => Promise<void>;
}>;

/** The files this browser began to send and did not finish. Costs nothing where there are none. */
export async function interruptedTransfers(): Promise<readonly Interrupted[]> {
  if (!hasNotes()) return [];
  const { defaultOptions, Upload } = await import("tus-js-client");
  const notes = await defaultOptions.urlStorage.findAllUploads();
  return notes.map((note) => ({
    key: note.urlStorageKey,
    name: note.metadata.filename ?? "A file",
    size: note.size,
    forget: async () => {
      await giveUp(Upload, note);
      await defaultOptions.urlStorage.removeUpload(note.urlStorageKey);
    },
  }));
}

async function giveUp(Upload: typeof Tus, { uploadUrl }: PreviousUpload): Promise<void> {
  // The server gives it up by itself in a week, where it cannot be told now.
  if (uploadUrl) await Upload.terminate(uploadUrl, { retryDelays: [] }).catch(() => {});
}

function hasNotes(): boolean {
  try {
    return Object.keys(window.localStorage).some((name) => name.startsWith(NOTE_PREFIX));
  } catch {
    // A browser may be told to keep nothing.
    return false;
  }
}
