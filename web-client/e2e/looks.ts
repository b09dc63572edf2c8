// The sizes, colours and languages in which every screen is looked at. An ordinary run takes each
// of them once; GENBA_LOOKS=all takes them all with each other.
const SIZES = { desk: { width: 1366, height: 900 }, phone: { width: 390, height: 844 } };
const ORDINARY = ["desk light ja", "phone dark en"];

const all = (["desk", "phone"] as const).flatMap((size) =>
  (["light", "dark"] as const).flatMap((colorScheme) =>
    (["ja", "en"] as const).map((language) => ({
      name: `${size} ${colorScheme} ${language}`,
      language,
      /** What a browser's context is made with. */
      options: { viewport: SIZES[size], colorScheme },
    })),
  ),
);

export const looks = all.filter(({ name }) => process.env.GENBA_LOOKS === "all" || ORDINARY.includes(name));
