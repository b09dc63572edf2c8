/** Base62, 128 bits or more (22 characters); longer than any link we send is not one of ours. */
const SHAPE = /^[0-9A-Za-z]{22,128}$/;

/** The link's secret stays in the fragment, which no server and no previewer sees, so that reloading works. */
export function tokenFrom(hash: string): string | null {
  const token = hash.replace(/^#/, "");
  return SHAPE.test(token) ? token : null;
}
