// Pictures of the second in place of live video. The one before stays until the next is there.
import type { Signal } from "@preact/signals";
import type { LivePicture as Picture, ReportId } from "../../shared/protocol.ts";
import { pictureUrl } from "../api.ts";
import { texts } from "../i18n/texts.ts";

interface Props {
  report: ReportId;
  picture: Picture;
  loaded: Signal<Picture | undefined>;
  class: string;
  style: { transform: string };
}

export function LivePicture({ report, picture, loaded, ...look }: Props) {
  return (
    <img
      {...look}
      src={pictureUrl(report, picture.seq)}
      alt={texts.value.ladder.pictures}
      data-testid="live-picture"
      data-seq={loaded.value?.seq}
      draggable={false}
      onLoad={() => (loaded.value = picture)}
    />
  );
}
