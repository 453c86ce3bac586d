/** What the API answers about one import. */
export type UploadResult = Readonly<{
  importId: string;
  status: "running" | "committed" | "duplicate" | "refused" | "failed" | "voided";
  title: string | null;
  reason: string | null;
  rows: Readonly<{ read: number; accepted: number; duplicate: number; replaced: number; rejected: number }>;
  bytes: number;
  bytesDone: number;
  isMappable: boolean;
}>;

export type Upload = Readonly<{
  id: string;
  file: File;
  state: "waiting" | "sending" | "reading" | "done";
  /** 0 to 1 of the current state. */
  progress: number;
  result: UploadResult | null;
  problem: string | null;
}>;

export type UploadOptions = Readonly<{ overlap?: "keep" | "replace" }>;

const POLL_MS = 500;

/** Sends one file and follows it until it has ended; tells every step by `change`. Never throws. */
export async function uploadFile(
  upload: Upload,
  options: UploadOptions,
  change: (upload: Upload) => void,
): Promise<void> {
  const base: Upload = { ...upload, result: null, problem: null };
  try {
    change({ ...base, state: "sending", progress: 0 });
    const first = await send(upload.file, options, (progress) =>
      change({ ...base, state: progress < 1 ? "sending" : "reading", progress: progress < 1 ? progress : 0 }),
    );
    const result = await follow(first, (progress) => change({ ...base, state: "reading", progress }));
    change({ ...base, state: "done", progress: 1, result });
  } catch (error) {
    const problem = error instanceof Error ? error.message : "The connection broke off.";
    change({ ...base, state: "done", progress: 1, problem });
  }
}

/** XMLHttpRequest, because fetch does not tell how much of a body was sent. */
function send(
  file: File,
  options: UploadOptions,
  onProgress: (share: number) => void,
): Promise<UploadResult> {
  const query = new URLSearchParams({ file: file.name, ...options });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports?${query}`);
    request.responseType = "json";
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.upload.onload = () => onProgress(1);
    request.onerror = () => reject(new Error("The connection broke off. Nothing of the file was added."));
    request.onload = () => {
      const answer = request.response;
      if (answer?.importId) resolve(answer);
      else
        reject(
          new Error(
            [answer?.error?.message, answer?.error?.fix].filter(Boolean).join(" ") ||
              `The server answered ${request.status}.`,
          ),
        );
    };
    request.send(file);
  });
}

async function follow(first: UploadResult, onProgress: (share: number) => void): Promise<UploadResult> {
  let result = first;
  while (result.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const answer = await fetch(`/api/v1/imports/${result.importId}`);
    if (!answer.ok) throw new Error(`The server answered ${answer.status} when asked how far the import is.`);
    result = await answer.json();
    if (result.bytes > 0) onProgress(result.bytesDone / result.bytes);
  }
  return result;
}
