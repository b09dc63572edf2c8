import {
  MUTED_MS,
  PHOTO_TIMEOUT_MS,
  STILL_BYTES_MAX,
  STILL_QUALITY,
} from "./limits";

export type CameraTrouble = "camera_denied" | "camera_missing" | "camera_busy";

/** The phone's camera and the element that shows it. Never asks for the microphone. */
export class Camera {
  readonly video = document.createElement("video");
  private track: MediaStreamTrack | null = null;
  private muted = 0;
  facing: "environment" | "user" = "environment";

  /** `lost`: the track ended or stayed black, as after a phone call. */
  constructor(private readonly lost: () => void) {
    this.video.muted = true;
    this.video.autoplay = true;
    this.video.setAttribute("playsinline", "");
    this.video.setAttribute("aria-hidden", "true");
  }

  async open(): Promise<MediaStreamTrack> {
    this.close();
    const stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: this.facing }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    const track = stream.getVideoTracks()[0];
    if (!track) throw new DOMException("no video track", "NotFoundError");
    // Two questions may be open at once; only the later camera stays.
    this.close();
    this.watch(track);
    this.video.srcObject = stream;
    this.video.play().catch(() => undefined);
    return track;
  }

  /** False while the operating system holds the camera back. */
  get alive(): boolean {
    return this.track?.readyState === "live" && !this.track.muted;
  }

  /** A track that is off sends black. */
  show(on: boolean): void {
    if (this.track) this.track.enabled = on;
  }

  close(): void {
    clearTimeout(this.muted);
    this.track?.stop();
    this.track = null;
    this.video.srcObject = null;
  }

  /** The picture of this moment in JPEG. */
  async picture(longSidePx: number, quality: number): Promise<Blob> {
    await this.frame();
    return this.draw(longSidePx, quality);
  }

  /** The best still this phone can make. */
  async still(): Promise<Blob> {
    return (await this.photo().catch(() => null)) ?? this.draw(Infinity, STILL_QUALITY);
  }

  private watch(track: MediaStreamTrack): void {
    this.track = track;
    const lost = () => {
      if (this.track === track) this.lost();
    };
    track.onended = lost;
    track.onmute = () => {
      this.muted = window.setTimeout(lost, MUTED_MS);
    };
    track.onunmute = () => clearTimeout(this.muted);
  }

  private frame(): Promise<void> {
    if (this.video.readyState >= 2 && this.video.videoWidth > 0) return Promise.resolve();
    return new Promise((resolve) =>
      this.video.addEventListener("loadeddata", () => resolve(), { once: true }),
    );
  }

  private async photo(): Promise<Blob | null> {
    if (!("ImageCapture" in window) || !this.track) return null;
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PHOTO_TIMEOUT_MS));
    const photo = await Promise.race([new ImageCapture(this.track).takePhoto(), late]);
    return photo?.type === "image/jpeg" && photo.size <= STILL_BYTES_MAX ? photo : null;
  }

  private draw(longSidePx: number, quality: number): Promise<Blob> {
    const { videoWidth, videoHeight } = this.video;
    const scale = Math.min(1, longSidePx / Math.max(videoWidth, videoHeight, 1));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext("2d")?.drawImage(this.video, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("no picture"))),
        "image/jpeg",
        quality,
      ),
    );
  }
}

export function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "camera_denied";
  if (name === "NotReadableError" || name === "AbortError") return "camera_busy";
  return "camera_missing";
}

/** True when the camera may be used without a question. */
export async function cameraGranted(): Promise<boolean> {
  try {
    return (
      (await navigator.permissions.query({ name: "camera" as PermissionName })).state === "granted"
    );
  } catch {
    return false;
  }
}
