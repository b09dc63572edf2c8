const PATHS = {
  camera:
    "M4 7h3l2-3h6l2 3h3a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1zm8 2.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  pictures:
    "M8 4h12a1 1 0 0 1 1 1v11H7V5a1 1 0 0 1 1-1zm1.5 9.500h9l-3-4-2.200 2.800-1.500-1.600zM3 8h2v10h12v2H4a1 1 0 0 1-1-1z",
  turn: "M5 11a7 7 0 0 1 12-4.500V4h2v6h-6V8h2.600A5 5 0 0 0 7 11zm14 2a7 7 0 0 1-12 4.500V20H5v-6h6v2H8.400A5 5 0 0 0 17 13z",
};

export function Icon({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path fill-rule="evenodd" d={PATHS[name]} />
    </svg>
  );
}
