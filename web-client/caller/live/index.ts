export { Admission } from "./admission";
export { cameraGranted } from "../../phone/live/camera";
export { keyOf } from "../../phone/live/key";
export { LiveSession } from "../../phone/live/session";
export { showLater } from "../screens/later";
