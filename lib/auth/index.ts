export { type ActionResult, action, checkedAction, signedInAction } from "./action";
export { actorOfRequest, currentActor, requireActor } from "./actor";
export { failureOf } from "./failure";
export { actorWhoMay, errorAnswer, jsonAnswer, PRIVATE_HEADERS, route } from "./route";
export { systemActor } from "./system-actor";
