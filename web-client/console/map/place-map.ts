// The caller's position on MapLibre: the only file of the console that knows the map library.
import "maplibre-gl/dist/maplibre-gl.css";
import { addProtocol, type GeoJSONSource, Map as MapLibreMap, NavigationControl, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import type { StreetMap, TrackPoint } from "../../shared/protocol.ts";
import { zoomForRadius, type LngLat } from "./circle.ts";
import { placeShapes } from "./shapes.ts";
import { mapStyle, PLACE_SOURCE } from "./style.ts";

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

/** The middle of Japan, shown until a position comes; the outlines begin at zoom 4. */
const JAPAN = { center: [138.3, 36.4] as LngLat, zoom: 4.2, minZoom: 4 };

export interface PlaceMapOptions {
  street: StreetMap | undefined;
  dark: boolean;
  language: "ja" | "en";
  /** The operator moved the map by hand. */
  onDragged(): void;
}

export class PlaceMap {
  private readonly map: MapLibreMap;
  private loaded = false;
  private zoomedIn = false;
  private shown: Parameters<PlaceMap["show"]> | null = null;

  constructor(container: HTMLElement, options: PlaceMapOptions) {
    this.map = new MapLibreMap({
      container,
      style: mapStyle(options),
      ...JAPAN,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      localIdeographFontFamily: "'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif",
    });
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.on("dragstart", options.onDragged);
    this.map.on("load", () => {
      this.loaded = true;
      if (this.shown) this.show(...this.shown);
    });
  }

  show(track: readonly TrackPoint[], point: TrackPoint | undefined, follow: boolean): void {
    this.shown = [track, point, follow];
    if (!this.loaded) return;
    this.map.getSource<GeoJSONSource>(PLACE_SOURCE)?.setData(placeShapes(track, point));
    if (point) this.highlight(point.municipality?.code);
    if (point && follow) this.goTo(point);
  }

  remove(): void {
    this.map.remove();
  }

  private highlight(code: string | undefined): void {
    this.map.setFilter("municipality-here", ["==", ["get", "code"], code ?? ""]);
  }

  private goTo(point: TrackPoint): void {
    const { longitude_deg, latitude_deg, accuracy_m } = point.position;
    const center: LngLat = [longitude_deg, latitude_deg];
    const width_px = this.map.getContainer().clientWidth;
    if (this.zoomedIn) {
      this.map.easeTo({ center, duration: 400 });
      return;
    }
    this.zoomedIn = true;
    this.map.jumpTo({ center, zoom: Math.min(15, zoomForRadius(accuracy_m, latitude_deg, width_px)) });
  }
}
