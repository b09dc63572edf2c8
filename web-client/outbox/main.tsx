// The text messages of a demonstration, as the phones would show them.
import { render } from "preact";
import "./look.css";
import { Outbox } from "./outbox.tsx";

const root = document.getElementById("outbox");
if (root) render(<Outbox />, root);
