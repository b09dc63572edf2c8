import { element } from "../dom";
import { showCode } from "./code";
import { showHindered } from "./hindered";
import style from "./look.css?url";

export { showReceipt } from "./receipt";

/** The screens before the consents that most phones never see. */
export const screens = { code: showCode, hindered: showHindered };

// By hand, so that the page carries no loader of styles for what it seldom loads.
document.head.append(element("link", { rel: "stylesheet", href: style }));
