// The caller's position on MapLibre: the only file of the console that knows the map library.
import "maplibre-gl/dist/maplibre-gl.css";
import {
  addProtocol,
  type GeoJSONSource,
  Map as MapLibreMap,
  NavigationControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { Protocol } from "pmtiles";
import type { TrackPoint } from "../../shared/protocol.ts";
import type { OfficerMark } from "../officers.ts";
import { zoomForRadius, type LngLat } from "./circle.ts";
import { placeShapes } from "./shapes.ts";
import { HERE_LAYER, mapStyle, PLACE_SOURCE, type Look } from "./style.ts";

setWorkerUrl(workerUrl);
addProtocol("pmtiles", new Protocol().tile);

/** The middle of Japan, shown until a position comes; the outlines begin at zoom 4. */
const JAPAN = { center: [138.3, 36.4] as LngLat, zoom: 4.2, minZoom: 4 };
/** Outlines alone say little from nearer; a street map is read from near. */
const NEAREST_ZOOM = { outlines: 11, streets: 16 } as const;

const NAMES = "'Noto Sans JP', 'Noto Sans CJK JP', 'Hiragino Sans', 'Yu Gothic', sans-serif";

export class PlaceMap {
  private readonly map: MapLibreMap;
  private ready = false;
  private arrived = false;
  private shown: Parameters<PlaceMap["show"]> | null = null;

  /** `onDragged`: the operator moved the map by hand. `onPressed`: or pressed a place on it. */
  constructor(
    container: HTMLElement,
    private look: Look,
    onDragged: () => void,
    onPressed: (place: LngLat) => void,
  ) {
    this.map = new MapLibreMap({
      container,
      style: mapStyle(look),
      ...JAPAN,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      localIdeographFontFamily: NAMES,
    });
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.on("dragstart", onDragged);
    this.map.on("click", ({ lngLat }) => onPressed([lngLat.lng, lngLat.lat]));
    this.map.on("style.load", () => {
      this.ready = true;
      this.showAgain();
    });
  }

  setLook(look: Look): void {
    if (
      look.dark === this.look.dark &&
      look.language === this.look.language &&
      look.street === this.look.street
    )
      return;
    this.look = look;
    this.map.setStyle(mapStyle(look));
    this.showAgain();
  }

  show(
    track: readonly TrackPoint[],
    point: TrackPoint | undefined,
    stated: LngLat | null,
    follow: boolean,
    officers: readonly OfficerMark[],
    isOfficer: boolean,
  ): void {
    this.shown = [track, point, stated, follow, officers, isOfficer];
    const source = this.ready ? this.map.getSource<GeoJSONSource>(PLACE_SOURCE) : undefined;
    if (!source) return;
    source.setData(placeShapes(track, point, stated, officers, isOfficer));
    if (point && this.map.getLayer(HERE_LAYER)) {
      this.map.setFilter(HERE_LAYER, ["==", ["get", "code"], point.municipality?.code ?? ""]);
    }
    if (point && follow) this.goTo(point);
  }

  setPicking(picking: boolean): void {
    this.map.getCanvas().style.cursor = picking ? "crosshair" : "";
  }

  remove(): void {
    this.map.remove();
  }

  private showAgain(): void {
    if (this.shown) this.show(...this.shown);
  }

  private goTo(point: TrackPoint): void {
    const { longitude_deg, latitude_deg, accuracy_m } = point.position;
    const center: LngLat = [longitude_deg, latitude_deg];
    if (this.arrived) {
      this.map.easeTo({ center, duration: 400 });
      return;
    }
    this.arrived = true;
    const width_px = this.map.getContainer().clientWidth;
    const nearest = this.look.street ? NEAREST_ZOOM.streets : NEAREST_ZOOM.outlines;
    const zoom = Math.min(nearest, zoomForRadius(accuracy_m, latitude_deg, width_px));
    this.map.jumpTo({ center, zoom });
  }
}
