// What a group tells everybody about its cameras, without sign-in: notice, contact, regulation,
// and the town's help.
import { render } from "preact";
import { pageOf } from "./address.ts";
import "./styles/look.css";
import "./styles/print.css";
import { App } from "./views/app.tsx";

const root = document.getElementById("cameras");
if (root) render(<App page={pageOf(location.pathname)} />, root);
