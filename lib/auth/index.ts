export { type ActionResult, action, checkedAction, signedInAction } from "./action";
export { actorOfRequest, currentActor, requireActor } from "./actor";
export { errorAnswer, jsonAnswer, PRIVATE_HEADERS, route } from "./route";
export { systemActor } from "./system-actor";
