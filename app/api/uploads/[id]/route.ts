import { receiveUpload } from "../receive";

export const dynamic = "force-dynamic";

/** How far an upload has come. */
export const HEAD = receiveUpload;

/** More bytes of it. */
export const PATCH = receiveUpload;

/** Gives it up. */
export const DELETE = receiveUpload;
