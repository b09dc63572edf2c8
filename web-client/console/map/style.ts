// The map's look in both themes. No glyph server: names are drawn with the terminal's own fonts.
import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import type { StreetMap } from "../../shared/protocol.ts";

export const PLACE_SOURCE = "place";
export const HERE_LAYER = "municipality-here";
const MUNICIPALITIES = "municipalities";
const STREET = "street";

interface Palette {
  sea: string;
  land: string;
  here: string;
  border: string;
  name: string;
  halo: string;
  place: string;
  stated: string;
  officer: string;
  ring: string;
}

const LIGHT: Palette = {
  sea: "#dcf0ff",
  land: "#f8f8f5",
  here: "#c5d7fb",
  border: "#949494",
  name: "#333333",
  halo: "#ffffff",
  place: "#0031d8",
  stated: "#a94a00",
  officer: "#115a36",
  ring: "#ffffff",
};

const DARK: Palette = {
  sea: "#0b1a26",
  land: "#1d242c",
  here: "#26385e",
  border: "#5a6672",
  name: "#d9dee4",
  halo: "#10151a",
  place: "#57b8ff",
  stated: "#ffc24a",
  officer: "#9bd4b5",
  ring: "#0b1116",
};

export interface Look {
  street: StreetMap | undefined;
  dark: boolean;
  language: "ja" | "en";
}

export function mapStyle({ street, dark, language }: Look): StyleSpecification {
  const palette = dark ? DARK : LIGHT;
  return {
    version: 8,
    sources: {
      ...sources(street),
      [PLACE_SOURCE]: { type: "geojson", data: { type: "FeatureCollection", features: [] } },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": palette.sea } },
      ...municipalityLayers(palette, street !== undefined),
      ...streetLayers(street, dark),
      ...nameLayers(palette, language, street !== undefined),
      ...placeLayers(palette),
    ],
  };
}

function sources(street: StreetMap | undefined): Record<string, SourceSpecification> {
  const municipalities: SourceSpecification = {
    type: "vector",
    url: `pmtiles://${location.origin}/map/municipalities.pmtiles`,
  };
  if (!street) return { [MUNICIPALITIES]: municipalities };
  return { [MUNICIPALITIES]: municipalities, [STREET]: streetSource(street) };
}

function streetSource(street: StreetMap): SourceSpecification {
  const url = new URL(street.url, location.href).href;
  if (street.kind === "pmtiles") return { type: "raster", url: `pmtiles://${url}`, tileSize: 256 };
  // URL parsing would escape the braces of the template.
  return { type: "raster", tiles: [decodeURI(url)], tileSize: 256, maxzoom: 18 };
}

function municipalityLayers(palette: Palette, hasStreet: boolean): LayerSpecification[] {
  const common = { source: MUNICIPALITIES, "source-layer": MUNICIPALITIES } as const;
  return [
    { id: "land", type: "fill", ...common, paint: { "fill-color": palette.land } },
    {
      id: HERE_LAYER,
      type: "fill",
      ...common,
      filter: ["==", ["get", "code"], ""],
      paint: { "fill-color": palette.here, "fill-opacity": hasStreet ? 0.4 : 1 },
    },
    {
      id: "borders",
      type: "line",
      ...common,
      paint: {
        "line-color": palette.border,
        "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.2, 10, 1.2],
      },
    },
  ];
}

function streetLayers(street: StreetMap | undefined, dark: boolean): LayerSpecification[] {
  if (!street) return [];
  const paint = dark
    ? { "raster-opacity": 0.85, "raster-brightness-max": 0.6, "raster-saturation": -0.4 }
    : { "raster-opacity": 0.95 };
  return [{ id: "street", type: "raster", source: STREET, paint }];
}

/** A street map brings its own names. */
function nameLayers(
  palette: Palette,
  language: "ja" | "en",
  hasStreet: boolean,
): LayerSpecification[] {
  if (hasStreet) return [];
  return [
    {
      id: "names",
      type: "symbol",
      source: MUNICIPALITIES,
      "source-layer": MUNICIPALITIES,
      minzoom: 7,
      layout: {
        "text-field": ["get", language === "ja" ? "name" : "enName"],
        "text-size": 13,
        "text-font": ["sans-serif"],
        "text-padding": 6,
      },
      paint: {
        "text-color": palette.name,
        "text-halo-color": palette.halo,
        "text-halo-width": 1.5,
      },
    },
  ];
}

function placeLayers(palette: Palette): LayerSpecification[] {
  const of = (kind: string) => ({
    source: PLACE_SOURCE,
    filter: ["==", ["get", "kind"], kind] as ["==", unknown, string],
  });
  return [
    {
      id: "accuracy",
      type: "fill",
      ...of("accuracy"),
      paint: { "fill-color": palette.place, "fill-opacity": 0.16 },
    },
    {
      id: "accuracy-edge",
      type: "line",
      ...of("accuracy"),
      paint: { "line-color": palette.place, "line-width": 1.5 },
    },
    {
      id: "track",
      type: "line",
      ...of("track"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: { "line-color": palette.place, "line-width": 3, "line-opacity": 0.75 },
    },
    {
      id: "apart",
      type: "line",
      ...of("apart"),
      paint: { "line-color": palette.stated, "line-width": 2, "line-dasharray": [2, 2] },
    },
    {
      id: "stated",
      type: "circle",
      ...of("stated"),
      paint: {
        "circle-color": palette.ring,
        "circle-radius": 7,
        "circle-stroke-color": palette.stated,
        "circle-stroke-width": 4,
      },
    },
    {
      id: "point",
      type: "circle",
      ...of("point"),
      paint: {
        "circle-color": palette.place,
        "circle-radius": 8,
        "circle-stroke-color": palette.ring,
        "circle-stroke-width": 3,
      },
    },
    {
      id: "officer",
      type: "symbol",
      ...of("officer"),
      layout: {
        "text-field": ["concat", "◆ ", ["get", "name"]],
        "text-size": 15,
        "text-font": ["sans-serif"],
        "text-anchor": "left",
        "text-offset": [-0.5, 0],
        "text-allow-overlap": true,
      },
      paint: {
        "text-color": palette.officer,
        "text-halo-color": palette.halo,
        "text-halo-width": 2,
      },
    },
  ] as LayerSpecification[];
}
