// The sizes and colours in which every screen is looked at. An ordinary run takes each size and each
// colour once; GENBA_LOOKS=all takes all four pairs.
const SIZES = { desk: { width: 1366, height: 900 }, phone: { width: 390, height: 844 } };
const ORDINARY = ["desk light", "phone dark"];

export const looks = (["desk", "phone"] as const)
  .flatMap((size) =>
    (["light", "dark"] as const).map((colorScheme) => ({ size, colorScheme, viewport: SIZES[size] })),
  )
  .filter(({ size, colorScheme }) => process.env.GENBA_LOOKS === "all" || ORDINARY.includes(`${size} ${colorScheme}`));
