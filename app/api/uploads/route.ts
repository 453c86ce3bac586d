import { receiveUpload } from "./receive";

export const dynamic = "force-dynamic";

/** Begins a resumable upload; a small file may come with it. */
export const POST = receiveUpload;

/** What the server can do, for clients that ask. */
export const OPTIONS = receiveUpload;
