export { Admission } from "./admission";
export { cameraGranted } from "./camera";
export { keyOf } from "./key";
export { LiveSession } from "./session";
export { showLater } from "../screens/later";
