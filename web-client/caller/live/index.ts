export { Admission } from "./admission";
export { cameraGranted } from "../../phone/live/camera";
export { keyOf } from "../../phone/live/key";
export { LiveSession } from "../../phone/live/session";
export { showLater } from "../screens/later";

// What `kept/` needs of this chunk; imported from there, it would be split in two.
export { backoffMs, sleep } from "../../phone/backoff";
export { uploadServer } from "../../phone/live/http";
export { base64url } from "../../phone/live/key";
export { transfer } from "../../phone/live/upload";
export { clock, megabytes } from "../../phone/screens/figures";
