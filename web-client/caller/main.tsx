import { render } from "preact";
const n = () => import("./languages/ja");
function A(p: { x: string }) { return <main><p onClick={() => n()}>{p.x}</p></main>; }
render(<A x={location.hash} />, document.getElementById("page")!);
